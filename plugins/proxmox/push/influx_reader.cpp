#include "plugins/proxmox/push/influx_reader.h"

#include "plugins/proxmox/content_list.h"
#include "plugins/proxmox/guest_state.h"
#include "plugins/proxmox/push/physical_nic.h"
#include "plugins/proxmox/push/pushed_text.h"

#include <algorithm>
#include <optional>

namespace pipevane::proxmox {
namespace {

// As other writers of line protocol have whole numbers: 16i, 16u.
std::optional<double> numberOf(const InfluxValue& value) {
  std::string_view text = value.text;
  if (!value.quoted && text.size() > 1 && (text.back() == 'i' || text.back() == 'u'))
    text.remove_suffix(1);
  return pushedNumber(text);
}

// 0, 1, true, false; empty is no, and absent is not known.
std::optional<bool> flagOf(std::string_view text) {
  if (text.data() == nullptr) return std::nullopt;
  if (text == "1" || text == "true" || text == "t") return true;
  if (text.empty() || text == "0" || text == "false" || text == "f") return false;
  return std::nullopt;
}

}  // namespace

void InfluxReader::read(const Push& push, PushedCluster& cluster) {
  std::string_view rest = push.body;
  while (!rest.empty()) {
    const std::string_view line = takeLine(rest);
    if (line.empty() || line.front() == '#') continue;
    ++counts_.lines;
    if (const auto refusal = line_.read(line))
      counts_.refuse(*refusal);
    else
      take(push, cluster);
  }
}

void InfluxReader::take(const Push& push, PushedCluster& cluster) {
  if (line_.object == "nodes") return takeNode(push, cluster);
  if (line_.object == "qemu") return takeGuest(Kind::kVm, push, cluster);
  if (line_.object == "lxc") return takeGuest(Kind::kContainer, push, cluster);
  if (line_.object == "storages") return takeStorage(push, cluster);
  counts_.refuse(Refusal::kNotProxmox);
}

// Nothing in it is shown. It is read all the same, as half a line is none.
void InfluxReader::pass() {
  const bool whole =
      line_.eachField([this](std::string_view, const InfluxValue&) { ++counts_.values; });
  if (!whole) return counts_.refuse(Refusal::kUnreadable);
  ++counts_.passed;
}

// False where the line ends in the middle.
bool InfluxReader::readFields(const PushKeys& keys) {
  found_count_ = 0;
  texts_.fill({});
  return line_.eachField([&](std::string_view key, const InfluxValue& value) {
    ++counts_.values;
    const PushKey* const known = keys.find(key);
    if (known == nullptr) return;
    if (known->as != PushedAs::kFigure) {
      texts_[static_cast<std::size_t>(known->as)] = value;
      return;
    }
    const auto number = numberOf(value);
    if (!number)
      ++counts_.bad_values;
    else if (found_count_ < found_.size())
      found_[found_count_++] = {known->metric, *number};
  });
}

void InfluxReader::putInto(Figures& figures) const {
  for (std::size_t i = 0; i < found_count_; ++i) figures.set(found_[i].metric, found_[i].value);
}

// That it takes at most where it is kept.
std::size_t InfluxReader::bytesOf(PushedAs as, std::size_t longest) const {
  return std::min(texts_[static_cast<std::size_t>(as)].text.size(), longest);
}

std::string_view InfluxReader::said(PushedAs as, std::size_t longest) {
  const auto at = static_cast<std::size_t>(as);
  const std::string_view text = textOf(texts_[at], scratch_[at]);
  if (text.size() <= longest && isPlainText(text)) return text;
  ++counts_.bad_values;
  return {};
}

void InfluxReader::takeNode(const Push& push, PushedCluster& cluster) {
  if (line_.measurement() == "nics") return takeCard(push, cluster);
  const PushKeys* const keys =
      nodeKeys(line_.measurement() == "system" ? std::string_view{} : line_.measurement());
  if (keys == nullptr) return pass();
  if (!readFields(*keys)) return counts_.refuse(Refusal::kUnreadable);
  PushedRow* const row = cluster.node(line_.host, line_.timeMs(), push);
  if (row != nullptr) putInto(row->figures);
}

void InfluxReader::takeCard(const Push& push, PushedCluster& cluster) {
  NicSum::Heard heard;
  std::string_view type;
  const bool whole = line_.eachField([&](std::string_view key, const InfluxValue& value) {
    ++counts_.values;
    if (key == "receive") heard.received = numberOf(value);
    if (key == "transmit") heard.sent = numberOf(value);
    if (key == "type") type = value.text;
  });
  if (!whole) return counts_.refuse(Refusal::kUnreadable);
  // Before 8.4 there is no type.
  const bool physical = type.empty() ? isPhysicalNic(line_.instance) : type == "physical";
  if (!physical || line_.instance.empty() || line_.instance.size() > kLongestWord) {
    ++counts_.passed;
    return;
  }
  cluster.card(line_.host, line_.instance, heard, line_.timeMs(), push);
}

void InfluxReader::takeGuest(Kind kind, const Push& push, PushedCluster& cluster) {
  // Its disks, cards and balloon are summed up in "system".
  if (line_.measurement() != "system") return pass();
  if (!readFields(guestKeys())) return counts_.refuse(Refusal::kUnreadable);
  const std::string_view host = line_.host.size() <= kLongestName && isPlainText(line_.host)
                                    ? line_.host
                                    : std::string_view{};
  const std::size_t text_bytes = bytesOf(PushedAs::kName, kLongestName) +
                                 bytesOf(PushedAs::kTags, kLongestTags) +
                                 bytesOf(PushedAs::kLock, kLongestWord);
  PushedRow* const row =
      cluster.guest(kind, line_.vmid, line_.node, host, line_.timeMs(), push, text_bytes);
  if (row == nullptr) return;
  putInto(row->figures);
  Attributes& attributes = row->object->attributes;
  const auto optional = [](std::string_view text) {
    return text.empty() ? std::nullopt : std::optional(text);
  };
  if (const std::string_view name = said(PushedAs::kName, kLongestName); !name.empty())
    attributes.set(Attribute::kName, name);
  attributes.setOrForget(Attribute::kTags, optional(said(PushedAs::kTags, kLongestTags)));
  attributes.setOrForget(Attribute::kLock, optional(said(PushedAs::kLock, kLongestWord)));
  const auto is_template = flagOf(said(PushedAs::kTemplate, kLongestWord));
  attributes.set(Attribute::kTemplate, is_template.value_or(false) ? "true" : "false");
  const std::string_view status = said(PushedAs::kStatus, kLongestWord);
  const std::string_view finer = said(PushedAs::kQmpStatus, kLongestWord);
  const std::string_view state = finer.empty() || status == "stopped" ? status : finer;
  if (state.empty()) return;
  attributes.set(Attribute::kStatus, state);
  row->runs = guestRuns(state, row->figures.get(Metric::kUptime));
  row->told_status = true;
}

void InfluxReader::takeStorage(const Push& push, PushedCluster& cluster) {
  if (line_.measurement() != "system") return pass();
  if (!readFields(storageKeys())) return counts_.refuse(Refusal::kUnreadable);
  // Both are kept beside what is told of them.
  const std::size_t text_bytes = 2 * bytesOf(PushedAs::kContent, kLongestName) +
                                 2 * bytesOf(PushedAs::kStorageType, kLongestWord);
  PushedRow* const row = cluster.storage(line_.host, line_.node, line_.timeMs(), push, text_bytes);
  if (row == nullptr) return;
  putInto(row->figures);
  row->shared = flagOf(said(PushedAs::kShared, kLongestWord)).value_or(false);
  row->active = flagOf(said(PushedAs::kActive, kLongestWord));
  const std::string_view type = said(PushedAs::kStorageType, kLongestWord);
  if (!type.empty()) row->storage_type = type;
  // In another order each time.
  const std::string_view content = said(PushedAs::kContent, kLongestName);
  if (content == row->content_as_told) return;
  row->content_as_told = content;
  row->content = contentList(content);
}

}  // namespace pipevane::proxmox
