// A plugin whose first fields are what the build says: the numbers by which an engine accepts or
// refuses it. Its one component takes batches and does nothing with them; with CREATE_FAILS it
// cannot be made.
#include <pipevane/abi.h>
#include <stdio.h>

#ifndef MAGIC
#define MAGIC PV_MAGIC
#endif
#ifndef MAJOR
#define MAJOR PV_ABI_MAJOR
#endif
#ifndef MINOR
#define MINOR PV_ABI_MINOR
#endif

#ifndef TYPES
#define TYPES types
#endif

#ifndef SUMMARY
#define SUMMARY "Takes batches and does nothing."
#endif
#ifndef TYPE_SIZE
#define TYPE_SIZE sizeof(pv_component_type)
#endif
#ifndef OPTION_SIZE
#define OPTION_SIZE sizeof(pv_option)
#endif
#ifndef RESERVED
#define RESERVED 0
#endif
#ifndef HELP
#define HELP "What nobody needs to know."
#endif

#ifdef CREATE_FAILS
static const pv_component* create(const pv_host* host, const pv_value* options, char* error,
                                  size_t capacity) {
  (void)host;
  (void)options;
  snprintf(error, capacity, "cannot make the component: it never works");
  return NULL;
}
#else
static void destroy(void* self) { (void)self; }
static pv_status start(void* self) {
  (void)self;
  return PV_OK;
}
static pv_status process(void* self, const pv_batch* batch) {
  (void)self;
  (void)batch;
  return PV_OK;
}
static pv_status flush(void* self) {
  (void)self;
  return PV_OK;
}
static const void* extension(void* self, const char* name) {
  (void)self;
  (void)name;
  return NULL;
}
static const pv_component the_component = {
    .size = sizeof(pv_component),
    .destroy = destroy,
    .start = start,
    .process = process,
    .flush = flush,
    .extension = extension,
};
static const pv_component* create(const pv_host* host, const pv_value* options, char* error,
                                  size_t capacity) {
  (void)host;
  (void)options;
  (void)error;
  (void)capacity;
  return &the_component;
}
#endif

static const pv_option options[] = {{
    .size = OPTION_SIZE,
    .type = PV_TEXT,
    .key = "note",
    .help = HELP,
    .optional = true,
    .reserved = {RESERVED},
}};

__attribute__((unused)) static const pv_component_type types[] = {{
    .size = TYPE_SIZE,
    .kind = PV_SINK,
    .name = NAME,
    .summary = SUMMARY,
    .wants = PV_SAMPLES,
    .option_count = 1,
    .options = options,
    .create = create,
}};

__attribute__((visibility("default"))) const pv_plugin pipevane_plugin = {
    .magic = MAGIC,
    .abi_major = MAJOR,
    .abi_minor = MINOR,
    .size = sizeof(pv_plugin),
    .name = NAME,
    .version = "1.0.0",
    .summary = "Tries the rules by which a plugin is accepted.",
    .licence = "MIT",
    .build = "test",
    .type_count = 1,
    .types = TYPES,
};
