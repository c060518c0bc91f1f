#include "tests/plugins/web/schema.h"

#include <Poco/JSON/Array.h>

#include <algorithm>
#include <vector>

namespace pipevane::web {
namespace {

using Poco::Dynamic::Var;
using Poco::JSON::Array;
using Poco::JSON::Object;

bool isOf(const Var& value, const std::string& type) {
  if (type == "null") return value.isEmpty();
  if (value.isEmpty()) return false;
  if (type == "object") return value.type() == typeid(Object::Ptr);
  if (type == "array") return value.type() == typeid(Array::Ptr);
  if (type == "boolean") return value.isBoolean();
  if (type == "string") return value.isString();
  if (type == "integer") return value.isInteger() && !value.isBoolean();
  return type == "number" && value.isNumeric() && !value.isBoolean();
}

std::vector<std::string> texts(const Object& object, const std::string& key) {
  if (!object.has(key)) return {};
  if (!object.isArray(key)) return {object.getValue<std::string>(key)};
  const Array::Ptr array = object.getArray(key);
  std::vector<std::string> all;
  for (unsigned i = 0; i < array->size(); ++i) all.push_back(array->getElement<std::string>(i));
  return all;
}

}  // namespace

Object::Ptr Schemas::resolved(Object::Ptr schema) const {
  const std::string reference = schema->optValue<std::string>("$ref", "");
  if (reference.empty()) return schema;
  Object::Ptr at = description_;
  for (std::size_t begin = 2; begin < reference.size();) {
    const std::size_t end = std::min(reference.find('/', begin), reference.size());
    at = at->getObject(reference.substr(begin, end - begin));
    if (at.isNull()) throw std::runtime_error("there is no " + reference);
    begin = end + 1;
  }
  return at;
}

std::string Schemas::misfit(const Var& value, Object::Ptr schema, const std::string& place) const {
  schema = resolved(schema);
  const auto types = texts(*schema, "type");
  if (!types.empty() &&
      std::ranges::none_of(types, [&](const std::string& type) { return isOf(value, type); }))
    return place + " is no " + types.front();
  const auto allowed = texts(*schema, "enum");
  if (!allowed.empty() && std::ranges::find(allowed, value.toString()) == allowed.end())
    return place + " is " + value.toString();
  if (isOf(value, "object")) return misfitOfObject(*value.extract<Object::Ptr>(), *schema, place);
  if (!isOf(value, "array") || !schema->has("items")) return {};
  const Array::Ptr array = value.extract<Array::Ptr>();
  std::string found;
  for (unsigned i = 0; found.empty() && i < array->size(); ++i)
    found = misfit(array->get(i), schema->getObject("items"), place + "/" + std::to_string(i));
  return found;
}

std::string Schemas::misfitOfObject(const Object& value, const Object& schema,
                                    const std::string& place) const {
  for (const std::string& name : texts(schema, "required"))
    if (!value.has(name)) return place + " has no " + name;
  const Object::Ptr properties = schema.getObject("properties");
  for (const auto& [name, each] : value) {
    const std::string where = place + "/" + name;
    std::string found;
    if (!properties.isNull() && properties->has(name))
      found = misfit(each, properties->getObject(name), where);
    else if (schema.has("additionalProperties"))
      found = misfit(each, schema.getObject("additionalProperties"), where);
    else if (!properties.isNull())
      found = where + " is not described";
    if (!found.empty()) return found;
  }
  return {};
}

}  // namespace pipevane::web
