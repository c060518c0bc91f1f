#include "plugins/web/revocations.h"

#include "plugins/web/secret_file.h"

#include <algorithm>
#include <filesystem>
#include <sstream>

namespace pipevane::web {

Revocations::Revocations(const std::string& folder)
    : file_(folder.empty() ? "" : (std::filesystem::path(folder) / "web_revoked").string()) {
  if (file_.empty()) return;
  std::istringstream lines(readSecret(file_));
  std::int64_t ends_s = 0;
  std::string claim;
  while (ends_.size() < kMost && lines >> ends_s >> claim) ends_[claim] = ends_s;
}

void Revocations::add(std::string_view claim, std::int64_t ends_s, std::int64_t now_s) {
  forget(now_s);
  ends_.emplace(claim, ends_s);
  if (!file_.empty()) write();
}

void Revocations::forget(std::int64_t now_s) {
  std::erase_if(ends_, [now_s](const auto& each) { return each.second <= now_s; });
  if (ends_.size() >= kMost)
    ends_.erase(std::ranges::min_element(ends_, {}, [](const auto& each) { return each.second; }));
}

void Revocations::write() const {
  std::string text;
  for (const auto& [claim, ends_s] : ends_)
    text.append(std::to_string(ends_s)).append(" ").append(claim).append("\n");
  writeSecret(file_, text);
}

}  // namespace pipevane::web
