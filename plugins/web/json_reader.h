// Reads the small JSON objects that clients send. Fields that are null count as absent; one of
// another type than asked for throws Error.
#pragma once

#include <Poco/JSON/Object.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::web {

class JsonObject {
 public:
  // Throws Error where the text is no JSON object, or one that is nested too deeply.
  explicit JsonObject(std::string_view text);

  std::optional<std::string> text(const std::string& key) const;
  std::optional<std::int64_t> integer(const std::string& key) const;
  std::optional<bool> boolean(const std::string& key) const;
  std::optional<JsonObject> object(const std::string& key) const;
  // Empty where it is absent.
  std::vector<std::string> texts(const std::string& key, std::size_t most) const;

 private:
  explicit JsonObject(Poco::JSON::Object::Ptr object) : object_(std::move(object)) {}

  Poco::JSON::Object::Ptr object_;
};

}  // namespace pipevane::web
