SELECT id, price, price * pieces AS total FROM orders
