// As much of JSON Schema as the description of the API uses.
#pragma once

#include <Poco/Dynamic/Var.h>
#include <Poco/JSON/Object.h>

#include <string>

namespace pipevane::web {

class Schemas {
 public:
  // The whole description, for the references in it.
  explicit Schemas(Poco::JSON::Object::Ptr description) : description_(std::move(description)) {}

  // What in the value does not fit, with its place; empty where all does.
  std::string misfit(const Poco::Dynamic::Var& value, Poco::JSON::Object::Ptr schema,
                     const std::string& place = "") const;

 private:
  Poco::JSON::Object::Ptr resolved(Poco::JSON::Object::Ptr schema) const;
  std::string misfitOfObject(const Poco::JSON::Object& value, const Poco::JSON::Object& schema,
                             const std::string& place) const;

  Poco::JSON::Object::Ptr description_;
};

}  // namespace pipevane::web
