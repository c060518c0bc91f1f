// A call's query, checked as Proxmox VE's schemas do it.
#pragma once

#include <Poco/URI.h>

#include <cstdint>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace pipevane::simulator {

// Becomes an answer with status 400.
class BadParameter : public std::runtime_error {
 public:
  BadParameter(std::string name, const std::string& why)
      : std::runtime_error(why), name_(std::move(name)) {}
  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

// Everything throws BadParameter.
class Parameters {
 public:
  // Every method knows its parameters and refuses others.
  Parameters(const Poco::URI::QueryParameters& query, const std::set<std::string>& known);

  std::string text(const std::string& name) const;  // empty where it is absent
  std::int64_t number(const std::string& name, std::int64_t absent) const;
  bool flag(const std::string& name) const;
  // One of `choices`; empty where it is absent.
  std::string choice(const std::string& name, const std::vector<std::string>& choices) const;
  // Parts between commas.
  std::set<std::string> list(const std::string& name) const;
  bool has(const std::string& name) const { return values_.contains(name); }
  void require(const std::string& name) const;

 private:
  std::map<std::string, std::string> values_;
};

}  // namespace pipevane::simulator
