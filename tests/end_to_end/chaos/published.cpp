#include "tests/end_to_end/chaos/published.h"

#include <bit>
#include <sstream>
#include <string>

namespace pipevane::testing {
namespace {

PublishedSample sampleOf(std::istream& words) {
  PublishedSample sample;
  std::uint64_t bits = 0;
  words >> sample.entity >> sample.metric >> sample.time_ms >> std::hex >> bits >> std::dec >>
      sample.quality;
  sample.value = std::bit_cast<double>(bits);
  std::string flag;
  sample.backfill = static_cast<bool>(words >> flag);
  return sample;
}

}  // namespace

void Published::read(const std::function<void(const PublishedSample&)>& visit,
                     const std::function<void()>& end) {
  removed_.clear();
  std::ifstream in(file_);
  in.seekg(read_);
  for (std::string line; std::getline(in, line) && !in.eof(); read_ = in.tellg()) {
    std::istringstream words(line);
    std::string kind, entity;
    words >> kind;
    if (kind == "sample") visit(sampleOf(words));
    if (kind == "upsert") upsert(words);
    if (kind == "cycle") end();
    if (kind != "remove") continue;
    words >> entity;
    entities_.erase(entity);
    removed_.insert(entity);
  }
}

void Published::upsert(std::istream& words) {
  std::string key;
  words >> key;
  Attributes& attributes = entities_[key];
  for (std::string word; words >> word;) {
    const std::size_t end = word.find('=');
    const std::string value = word.substr(end + 1);
    if (value == "(absent)")
      attributes.erase(word.substr(0, end));
    else
      attributes[word.substr(0, end)] = value;
  }
}

}  // namespace pipevane::testing
