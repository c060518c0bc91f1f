#include "plugins/web/json_reader.h"

#include <pipevane/error.h>

#include <Poco/Exception.h>
#include <Poco/JSON/Parser.h>

namespace pipevane::web {
namespace {

constexpr std::size_t kMostDepth = 8;

[[noreturn]] void refuse(const std::string& key, const char* what) {
  throw Error("cannot read \"" + key + "\": it is no " + what);
}

}  // namespace

JsonObject::JsonObject(std::string_view text) {
  try {
    Poco::JSON::Parser parser;
    parser.setDepth(kMostDepth);
    const Poco::Dynamic::Var parsed = parser.parse(std::string(text));
    if (parsed.type() == typeid(Poco::JSON::Object::Ptr))
      object_ = parsed.extract<Poco::JSON::Object::Ptr>();
  } catch (const std::exception&) {
    throw Error("cannot read message: it is no JSON, or nested too deeply");
  }
  if (object_.isNull()) throw Error("cannot read message: it is no JSON object");
}

std::optional<std::string> JsonObject::text(const std::string& key) const {
  if (object_->isNull(key)) return std::nullopt;
  const Poco::Dynamic::Var value = object_->get(key);
  if (!value.isString()) refuse(key, "text");
  return value.extract<std::string>();
}

std::optional<std::int64_t> JsonObject::integer(const std::string& key) const {
  if (object_->isNull(key)) return std::nullopt;
  const Poco::Dynamic::Var value = object_->get(key);
  if (!value.isInteger() || value.isBoolean()) refuse(key, "whole number");
  try {
    return value.convert<Poco::Int64>();
  } catch (const std::exception&) {
    refuse(key, "whole number of 64 bits");
  }
}

std::optional<bool> JsonObject::boolean(const std::string& key) const {
  if (object_->isNull(key)) return std::nullopt;
  const Poco::Dynamic::Var value = object_->get(key);
  if (!value.isBoolean()) refuse(key, "true or false");
  return value.extract<bool>();
}

std::optional<JsonObject> JsonObject::object(const std::string& key) const {
  if (object_->isNull(key)) return std::nullopt;
  if (!object_->isObject(key)) refuse(key, "object");
  return JsonObject(object_->getObject(key));
}

std::vector<std::string> JsonObject::texts(const std::string& key, std::size_t most) const {
  std::vector<std::string> all;
  if (object_->isNull(key)) return all;
  if (!object_->isArray(key)) refuse(key, "list of texts");
  const Poco::JSON::Array::Ptr list = object_->getArray(key);
  if (list->size() > most)
    throw Error("cannot read \"" + key + "\": it has more than " + std::to_string(most) + " items");
  for (std::size_t i = 0; i < list->size(); ++i) {
    const Poco::Dynamic::Var item = list->get(static_cast<unsigned>(i));
    if (!item.isString()) refuse(key, "list of texts");
    all.push_back(item.extract<std::string>());
  }
  return all;
}

}  // namespace pipevane::web
