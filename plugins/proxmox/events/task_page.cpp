#include "plugins/proxmox/events/task_page.h"

#include <charconv>

namespace pipevane::proxmox::events {
namespace {

template <class Number>
bool read(std::string_view text, Number& into) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), into);
  return result.ec == std::errc{} && result.ptr == text.data() + text.size();
}

}  // namespace

TaskPage TaskPage::of(std::string_view query) {
  TaskPage page;
  bool all = false, archive = false, sound = true;
  while (!query.empty()) {
    const auto end = query.find('&');
    const std::string_view each = query.substr(0, end);
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
    const auto equals = each.find('=');
    const std::string_view key = each.substr(0, equals);
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view{} : each.substr(equals + 1);
    if (key == "source") {
      all = value == "all";
      archive = value == "archive";
    } else if (key == "since") {
      sound = read(value, page.since_s) && sound;
    } else if (key == "start") {
      sound = read(value, page.start) && sound;
    } else if (key == "limit") {
      sound = read(value, page.limit) && sound;
    } else {
      sound = false;
    }
  }
  sound = sound && page.limit > 0;
  page.whole = all && sound;
  page.newest = archive && sound && page.since_s == 0;
  return page;
}

TaskPage TaskPage::of(const Gap& gap) {
  return {.whole = !gap.newest,
          .newest = gap.newest,
          .since_s = gap.since_s,
          .start = gap.start,
          .limit = kGapPage};
}

std::string TaskPage::query() const {
  const std::string which =
      newest ? std::string("source=archive") : "source=all&since=" + std::to_string(since_s);
  return which + "&start=" + std::to_string(start) + "&limit=" + std::to_string(limit);
}

std::string TaskPage::newestQuery(std::size_t limit) {
  return "source=archive&limit=" + std::to_string(limit);
}

}  // namespace pipevane::proxmox::events
