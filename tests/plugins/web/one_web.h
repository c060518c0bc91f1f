// A web component that listens on a port of its own, with a host, and the shortest way to ask it.
#pragma once

#include "tests/plugins/web/temporary_folder.h"

#include <Poco/JSON/Object.h>
#include <pipevane/testing/fake_component.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>

extern "C" const pv_plugin pipevane_plugin;

namespace pipevane::web {

constexpr std::int64_t kNow = 1'795'456'600'000;

struct Reply {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;

  Poco::JSON::Object::Ptr json() const;
  // The texts of that field of all items.
  std::vector<std::string> itemTexts(const std::string& field) const;
};

struct Ask {
  std::string method = "GET";
  std::string body;
  std::map<std::string, std::string> headers;
};

struct OneWeb {
  TemporaryFolder folder;
  testing::FakeHost host;
  std::unique_ptr<testing::FakeComponent> web;

  explicit OneWeb(testing::GivenOptions options = {}, bool started = true);

  void start();
  std::uint16_t port() const;
  Reply get(const std::string& address, const Ask& ask = {}) const;
  void process(const testing::MadeBatch& batch) { web->process(batch); }
  // An entity with these attributes and a CPU of that.
  void add(const std::string& key, std::vector<std::pair<std::string, std::string>> attributes,
           double cpu_percent = 10);
  void sample(const std::string& key, const std::string& metric, double value,
              Quality quality = Quality::kLive, std::int64_t time_ms = kNow);
};

// Two nodes of one cluster with guests and storage, and a node of the same name elsewhere.
void fill(OneWeb& one);

}  // namespace pipevane::web
