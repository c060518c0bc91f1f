#include "engine/config/variables.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace pipevane::config {
namespace {

bool isAddress(std::string text) {
  if (text == "localhost") return true;
  // An IPv6 address may name the interface that it is reached by.
  if (text.find(':') != std::string::npos) text = text.substr(0, text.find('%'));
  in6_addr parsed{};
  return inet_pton(AF_INET, text.c_str(), &parsed) == 1 ||
         inet_pton(AF_INET6, text.c_str(), &parsed) == 1;
}

}  // namespace

bool Variables::given(const std::string& name) const { return !text(name).empty(); }

std::string Variables::text(const std::string& name) const {
  const auto at = environment_.find(name);
  return at == environment_.end() ? "" : at->second;
}

int Variables::number(const std::string& name, int otherwise, int least, int most) const {
  if (!given(name)) return otherwise;
  const std::string written = text(name);
  const char* end = written.data() + written.size();
  int value = 0;
  const auto [stop, error] = std::from_chars(written.data(), end, value);
  if (error != std::errc{} || stop != end || value < least || value > most)
    refuse(name, "it must be a whole number from " + std::to_string(least) + " to " +
                     std::to_string(most));
  return value;
}

std::string Variables::oneOf(const std::string& name, const std::vector<std::string>& words) const {
  if (!given(name)) return "";
  if (std::ranges::find(words, text(name)) != words.end()) return text(name);
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
  refuse(name, "it is one of " + all);
  return "";
}

void Variables::checkAddress(const std::string& name) const {
  if (given(name) && !isAddress(text(name)))
    refuse(name, "it must be an IP address of this machine, or localhost");
}

void Variables::checkFile(const std::string& name, Files files) const {
  if (!given(name)) return;
  if (const std::string why = whyOfNoUse(text(name), files); !why.empty()) refuse(name, why);
}

void Variables::refuse(const std::string& name, const std::string& why) const {
  problems_.add({"environment", 0, 0}, "cannot use " + name + " \"" + text(name) + "\": " + why);
}

}  // namespace pipevane::config
