#include "engine/config/schema.h"

#include <pipevane/sized.h>

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace pipevane::config {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

Object::Ptr object() { return new Object(Poco::JSON_PRESERVE_KEY_ORDER); }

Object::Ptr typed(const char* type) {
  auto made = object();
  made->set("type", type);
  return made;
}

// A scalar may always be a reference, which is text.
Object::Ptr orReference(const Object::Ptr& plain) {
  auto reference = typed("string");
  reference->set("pattern", R"(\$\{(env|file):)");
  Array::Ptr either = new Array;
  either->add(plain);
  either->add(reference);
  auto made = object();
  made->set("anyOf", either);
  return made;
}

Object::Ptr texts(const char* type, const char* of) {
  auto made = typed(type);
  made->set(of, typed("string"));
  return made;
}

Object::Ptr number(const pv_option& option, const char* type) {
  auto made = typed(type);
  if (std::isfinite(option.minimum)) made->set("minimum", option.minimum);
  if (std::isfinite(option.maximum)) made->set("maximum", option.maximum);
  return orReference(made);
}

Object::Ptr pattern(const char* expression) {
  auto made = typed("string");
  made->set("pattern", expression);
  return orReference(made);
}

Object::Ptr textSchema(const pv_option& option) {
  if (option.secret) {
    auto made = typed("string");
    made->set("pattern", R"(\$\{(env|file):)");
    return made;
  }
  if (option.choices == nullptr) {
    // Digits alone are text as well where text is wanted.
    auto made = object();
    Array::Ptr types = new Array;
    for (const char* each : {"string", "number", "boolean"}) types->add(each);
    made->set("type", types);
    return made;
  }
  auto made = object();
  Array::Ptr choices = new Array;
  for (const char* const* each = option.choices; *each != nullptr; ++each) choices->add(*each);
  made->set("enum", choices);
  return orReference(made);
}

Object::Ptr valueSchema(const pv_option& option) {
  switch (option.type) {
    case PV_BOOL:
      return orReference(typed("boolean"));
    case PV_INTEGER:
      return number(option, "integer");
    case PV_NUMBER:
      return number(option, "number");
    case PV_DURATION:
      return pattern(R"(^(0|([0-9.]+ *(ms|s|min|m|h|d) *)+)$)");
    case PV_BYTES:
      return pattern(R"(^(0|([0-9.]+ *([kKMGT]i?)?B *)+)$)");
    case PV_LIST:
      return texts("array", "items");
    case PV_MAP:
      return texts("object", "additionalProperties");
    default:
      return textSchema(option);
  }
}

Object::Ptr optionSchema(const pv_option& option) {
  auto made = valueSchema(option);
  made->set("description", option.help);
  if (option.fallback != nullptr) made->set("default", option.fallback);
  return made;
}

Object::Ptr inputsSchema() {
  auto edge = typed("object");
  auto properties = object();
  properties->set("from", typed("string"));
  auto policy = object();
  Array::Ptr policies = new Array;
  policies->add("block");
  policies->add("drop_oldest");
  policy->set("enum", policies);
  properties->set("policy", policy);
  properties->set("capacity", pattern(R"(^([0-9.]+ *([kKMGT]i?)?B *)+$)"));
  edge->set("properties", properties);
  edge->set("additionalProperties", false);
  Array::Ptr required = new Array;
  required->add("from");
  edge->set("required", required);
  Array::Ptr either = new Array;
  either->add(typed("string"));
  either->add(edge);
  auto item = object();
  item->set("anyOf", either);
  auto made = typed("array");
  made->set("items", item);
  made->set("minItems", 1);
  return made;
}

Object::Ptr componentSchema(const pv_component_type& type) {
  auto properties = object();
  auto type_name = object();
  type_name->set("const", type.name);
  properties->set("type", type_name);
  Array::Ptr required = new Array;
  required->add("type");
  if (type.kind != PV_SOURCE) {
    properties->set("inputs", inputsSchema());
    required->add("inputs");
  }
  for (const pv_option& option : SizedSpan<pv_option>(type.options, type.option_count)) {
    properties->set(option.key, optionSchema(option));
    if (option.fallback == nullptr && !option.optional) required->add(option.key);
  }
  auto made = typed("object");
  made->set("description", type.summary);
  made->set("properties", properties);
  made->set("required", required);
  made->set("additionalProperties", false);
  return made;
}

Object::Ptr sectionSchema(const KnownTypes& types, std::int32_t kind) {
  std::vector<std::string> names = types.names;
  std::ranges::sort(names);
  Array::Ptr each = new Array;
  for (const std::string& name : names)
    if (const pv_component_type* type = types.find(name); type->kind == kind)
      each->add(componentSchema(*type));
  auto one_of = object();
  one_of->set("anyOf", each);
  auto made = typed("object");
  if (each->size() > 0) made->set("additionalProperties", one_of);
  return made;
}

}  // namespace

std::string jsonSchema(const KnownTypes& types) {
  auto properties = object();
  auto version = object();
  version->set("const", 1);
  properties->set("version", version);
  properties->set("data_dir", typed("string"));
  properties->set("sources", sectionSchema(types, PV_SOURCE));
  properties->set("transforms", sectionSchema(types, PV_TRANSFORM));
  properties->set("sinks", sectionSchema(types, PV_SINK));
  Array::Ptr required = new Array;
  for (const char* key : {"version", "sources", "sinks"}) required->add(key);
  auto top = object();
  top->set("$schema", "https://json-schema.org/draft/2020-12/schema");
  top->set("title", "A Pipevane pipeline");
  top->set("type", "object");
  top->set("properties", properties);
  top->set("required", required);
  top->set("additionalProperties", false);
  std::ostringstream out;
  top->stringify(out, 2);
  out << '\n';
  return out.str();
}

}  // namespace pipevane::config
