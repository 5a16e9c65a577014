/// A second schema, written before the recorder: its reports have to pass this one unchanged too.
enum GateSchema {
  static let text = #"""
    <?xml version="1.0" encoding="UTF-8"?>
    <!-- Sketch of our own schema for the superset (own text; no third-party schema copied). -->
    <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
      <xs:simpleType name="count"><xs:restriction base="xs:nonNegativeInteger"/></xs:simpleType>
      <xs:simpleType name="seconds"><xs:restriction base="xs:string"><xs:pattern value="[0-9]+\.[0-9]{3}"/></xs:restriction></xs:simpleType>
      <xs:complexType name="props"><xs:sequence><xs:element name="property" maxOccurs="unbounded"><xs:complexType><xs:attribute name="name" type="xs:token" use="required"/><xs:attribute name="value" type="xs:string" use="required"/></xs:complexType></xs:element></xs:sequence></xs:complexType>
      <xs:complexType name="problem"><xs:simpleContent><xs:extension base="xs:string"><xs:attribute name="message" type="xs:string" use="required"/><xs:attribute name="type" type="xs:NMTOKEN" use="required"/></xs:extension></xs:simpleContent></xs:complexType>
      <xs:complexType name="skip"><xs:simpleContent><xs:extension base="xs:string"><xs:attribute name="message" type="xs:string" use="required"/></xs:extension></xs:simpleContent></xs:complexType>
      <xs:complexType name="rerun"><xs:sequence><xs:element name="stackTrace" type="xs:string"/></xs:sequence><xs:attribute name="message" type="xs:string" use="required"/><xs:attribute name="type" type="xs:NMTOKEN" use="required"/></xs:complexType>
      <xs:attributeGroup name="totals"><xs:attribute name="tests" type="count" use="required"/><xs:attribute name="failures" type="count" use="required"/><xs:attribute name="errors" type="count" use="required"/><xs:attribute name="skipped" type="count" use="required"/><xs:attribute name="assertions" type="count"/><xs:attribute name="time" type="seconds" use="required"/><xs:attribute name="timestamp" type="xs:dateTime" use="required"/></xs:attributeGroup>
      <xs:element name="testsuites"><xs:complexType><xs:sequence><xs:element name="testsuite" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
        <xs:element name="properties" type="props" minOccurs="0"/>
        <xs:element name="testcase" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
          <xs:element name="properties" type="props" minOccurs="0"/>
          <xs:choice minOccurs="0"><xs:element name="failure" type="problem"/><xs:element name="error" type="problem"/><xs:element name="skipped" type="skip"/><xs:element name="flakyFailure" type="rerun" maxOccurs="unbounded"/></xs:choice>
          <xs:element name="system-out" type="xs:string" minOccurs="0"/><xs:element name="system-err" type="xs:string" minOccurs="0"/>
        </xs:sequence><xs:attribute name="name" type="xs:string" use="required"/><xs:attribute name="classname" type="xs:string" use="required"/><xs:attribute name="time" type="seconds" use="required"/><xs:attribute name="assertions" type="count"/><xs:attribute name="file" type="xs:string"/><xs:attribute name="line" type="xs:positiveInteger"/></xs:complexType></xs:element>
      </xs:sequence><xs:attribute name="name" type="xs:string" use="required"/><xs:attributeGroup ref="totals"/><xs:attribute name="hostname" type="xs:string"/><xs:attribute name="id" type="xs:nonNegativeInteger"/><xs:attribute name="package" type="xs:string"/><xs:attribute name="file" type="xs:string"/></xs:complexType></xs:element></xs:sequence><xs:attribute name="name" type="xs:string" use="required"/><xs:attributeGroup ref="totals"/></xs:complexType>
      <xs:unique name="caseKey"><xs:selector xpath="testsuite/testcase"/><xs:field xpath="@classname"/><xs:field xpath="@name"/></xs:unique></xs:element>
    </xs:schema>
    """#
}
