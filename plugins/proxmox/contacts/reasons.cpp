#include "plugins/proxmox/contacts/reasons.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace pipevane::proxmox {
namespace {

constexpr std::size_t kMostSentences = 3;
// Of endpoints in a sentence.
constexpr std::size_t kMostNames = 4;
// Where an endpoint is named; no text has it, as all that comes from outside is one line.
constexpr char kName = '\0';

struct Cause {
  std::string sentence;  // with kName for its endpoints
  std::vector<std::string> urls;
};

std::string namesOf(const std::vector<std::string>& urls) {
  const std::size_t shown = urls.size() > kMostNames ? kMostNames - 1 : urls.size();
  const std::size_t rest = urls.size() - shown;
  std::string names;
  for (std::size_t i = 0; i < shown; ++i) {
    const bool last = i + 1 == shown && rest == 0;
    names.append(i == 0 ? "" : last ? " and " : ", ").append(urls[i]);
  }
  return rest == 0 ? names : names + " and " + std::to_string(rest) + " more";
}

std::string unnamed(std::string text, std::string_view url) {
  // Not where it is the beginning of a longer one.
  const auto ends = [&text](std::size_t at) {
    return at == text.size() || text[at] < '0' || text[at] > '9';
  };
  for (std::size_t at = text.find(url); !url.empty() && at != std::string::npos;
       at = text.find(url, at + 1))
    if (ends(at + url.size())) text.replace(at, url.size(), 1, kName);
  return text;
}

std::string named(std::string text, const std::string& names) {
  for (std::size_t at = text.find(kName); at != std::string::npos;
       at = text.find(kName, at + names.size()))
    text.replace(at, 1, names);
  return text;
}

std::vector<Cause> causesOf(const std::vector<Reason>& reasons) {
  std::vector<Cause> causes;
  for (const Reason& each : reasons) {
    std::string sentence = unnamed(each.why, each.url);
    const auto known = std::ranges::find(causes, sentence, &Cause::sentence);
    if (known != causes.end())
      known->urls.push_back(each.url);
    else
      causes.push_back({std::move(sentence), {each.url}});
  }
  return causes;
}

// Where the advice begins that both end with; the end of `text` where there is none.
std::size_t sharedAdvice(const std::string& text, const std::string& next) {
  for (std::size_t at = text.find("; "); at != std::string::npos; at = text.find("; ", at + 1))
    if (next.ends_with(std::string_view(text).substr(at))) return at;
  return text.size();
}

}  // namespace

std::string reasonsText(const std::vector<Reason>& reasons) {
  const std::vector<Cause> causes = causesOf(reasons);
  const std::size_t shown = std::min(causes.size(), kMostSentences);
  std::string all;
  std::size_t told = 0;
  for (std::size_t i = 0; i < shown; ++i) {
    std::string sentence = causes[i].sentence;
    if (i + 1 < shown) sentence.resize(sharedAdvice(sentence, causes[i + 1].sentence));
    all.append(all.empty() ? "" : "; ").append(named(std::move(sentence), namesOf(causes[i].urls)));
    told += causes[i].urls.size();
  }
  if (told < reasons.size())
    all += "; and " + std::to_string(reasons.size() - told) +
           (reasons.size() - told == 1 ? " more endpoint fails" : " more endpoints fail");
  return all;
}

}  // namespace pipevane::proxmox
