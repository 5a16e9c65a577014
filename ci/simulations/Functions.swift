#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

func exponential(_ value: Double) -> Double { exp(value) }

func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

func logarithm(_ value: Double) -> Double { log(value) }
