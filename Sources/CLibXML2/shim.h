#ifndef ASSAY_CLIBXML2_SHIM_H
#define ASSAY_CLIBXML2_SHIM_H

#include <libxml/xmlversion.h>
/* A libxml2 that was built with ICU (Debian's is) includes ICU's headers, whose types clash with those of the ICU
   inside Foundation. It needs them for two fields at the end of a structure that nothing here reads. */
#undef LIBXML_ICU_ENABLED

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlreader.h>
#include <libxml/xmlschemas.h>
#include <libxml/xmlwriter.h>

/* What libxml2 found: line and column (0 when it does not know) and a message that ends in a newline.
   Its own callback type changed with version 2.12 (const xmlError *), so Swift gets this one. */
typedef void (*assay_xml_error_handler)(void *context, int line, int column, const char *message);

typedef struct {
  void *context;
  assay_xml_error_handler handler;
} assay_xml_errors;

#if LIBXML_VERSION >= 21200
static inline void assay_xml_forward(void *data, const xmlError *error) {
#else
static inline void assay_xml_forward(void *data, xmlErrorPtr error) {
#endif
  assay_xml_errors *errors = (assay_xml_errors *)data;
  /* Only the parser's errors have the column there. */
  int column = error->domain == XML_FROM_PARSER ? error->int2 : 0;
  errors->handler(errors->context, error->line, column, error->message ? error->message : "unknown error");
}

/* `errors` has to live as long as the object that it is given to. */
static inline void assay_xml_reader_errors(xmlTextReaderPtr reader, assay_xml_errors *errors) {
  xmlTextReaderSetStructuredErrorHandler(reader, (xmlStructuredErrorFunc)assay_xml_forward, errors);
}

static inline void assay_xml_schema_parser_errors(xmlSchemaParserCtxtPtr context, assay_xml_errors *errors) {
  xmlSchemaSetParserStructuredErrors(context, (xmlStructuredErrorFunc)assay_xml_forward, errors);
}

static inline void assay_xml_schema_valid_errors(xmlSchemaValidCtxtPtr context, assay_xml_errors *errors) {
  xmlSchemaSetValidStructuredErrors(context, (xmlStructuredErrorFunc)assay_xml_forward, errors);
}

/* `xmlFree` is a global variable, which Swift 6 does not let us touch. */
static inline void assay_xml_free(void *memory) { xmlFree(memory); }

#endif
