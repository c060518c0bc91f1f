#include "plugins/proxmox/resource_row.h"

#include "plugins/proxmox/host_label.h"
#include "plugins/proxmox/key_table.h"

namespace pipevane::proxmox {
namespace {

enum class Shape : std::uint8_t { kText, kNumber, kTemplate, kShared, kIgnored };

struct Field {
  Shape shape = Shape::kIgnored;
  std::uint8_t which = 0;
  std::uint16_t longest = 0;  // in bytes
};

// They are kept of every guest, by each that shows or stores them. Proxmox VE's own are shorter.
constexpr std::uint16_t kWord = 64, kName = 256, kList = 1024;

constexpr Field words(Text which, std::uint16_t longest) {
  return {Shape::kText, static_cast<std::uint8_t>(which), longest};
}
constexpr Field figure(Metric which) { return {Shape::kNumber, static_cast<std::uint8_t>(which)}; }

constexpr KnownKey<Field> kKnown[] = {
    {"id", words(Text::kId, kName)},
    {"type", words(Text::kType, kWord)},
    {"node", words(Text::kNode, kName)},
    {"status", words(Text::kStatus, kWord)},
    {"name", words(Text::kName, kName)},
    {"vmid", words(Text::kVmid, kWord)},
    {"tags", words(Text::kTags, kList)},
    {"pool", words(Text::kPool, kName)},
    {"lock", words(Text::kLock, kWord)},
    {"hastate", words(Text::kHaState, kWord)},
    {"level", words(Text::kLevel, kWord)},
    {"cgroup-mode", words(Text::kCgroupMode, kWord)},
    {"storage", words(Text::kStorage, kName)},
    {"content", words(Text::kContent, kName)},
    {"plugintype", words(Text::kStorageType, kWord)},
    {"uptime", figure(Metric::kUptime)},
    {"cpu", figure(Metric::kCpuUsage)},
    {"maxcpu", figure(Metric::kCpuCount)},
    {"mem", figure(Metric::kMemoryUsed)},
    {"maxmem", figure(Metric::kMemoryTotal)},
    {"memhost", figure(Metric::kMemoryHostUsed)},
    {"disk", figure(Metric::kDiskUsed)},
    {"maxdisk", figure(Metric::kDiskTotal)},
    {"netin", figure(Metric::kNetworkReceive)},
    {"netout", figure(Metric::kNetworkTransmit)},
    {"diskread", figure(Metric::kDiskRead)},
    {"diskwrite", figure(Metric::kDiskWritten)},
    {"template", {Shape::kTemplate}},
    {"shared", {Shape::kShared}},
    {"host-arch", {Shape::kIgnored}},
    {"sdn", {Shape::kIgnored}},
    {"zone-type", {Shape::kIgnored}},
    {"network", {Shape::kIgnored}},
    {"network-type", {Shape::kIgnored}},
    {"protocol", {Shape::kIgnored}},
};

constexpr KeyTable<Field> kFields(kKnown);

}  // namespace

bool ResourceRow::read(const json::Element& entry, Surprises& surprises) {
  simdjson::dom::object object;
  if (entry.get(object) != simdjson::SUCCESS) {
    surprises.count("entry of /cluster/resources that is no object");
    return false;
  }
  texts_.fill(std::nullopt);
  numbers_.fill(std::nullopt);
  template_.reset();
  shared_.reset();
  for (const auto& [key, value] : object) take(key, value, surprises);
  if (!view(Text::kNode).empty() && !isHostLabel(view(Text::kNode))) {
    surprises.count("entry of /cluster/resources on a node whose name no node may have");
    return false;
  }
  if (!view(Text::kId).empty() && !view(Text::kType).empty()) return true;
  surprises.count("entry of /cluster/resources without id or type");
  return false;
}

void ResourceRow::take(std::string_view key, const json::Element& value, Surprises& surprises) {
  const Field* const field = kFields.find(key);
  if (field == nullptr) {
    surprises.countNew("key \"" + std::string(key) + "\" in /cluster/resources");
    return;
  }
  if (field->shape == Shape::kIgnored || value.is_null()) return;
  bool read = true;
  if (field->shape == Shape::kText) {
    texts_[field->which] = json::text(value, scratch_[field->which]);
    read = texts_[field->which] && texts_[field->which]->size() <= field->longest;
    if (!read) texts_[field->which].reset();
  } else if (field->shape == Shape::kNumber) {
    numbers_[field->which] = json::number(value);
    read = numbers_[field->which].value_or(-1) >= 0;
    if (!read) numbers_[field->which].reset();
  } else {
    auto& flag = field->shape == Shape::kTemplate ? template_ : shared_;
    flag = json::boolean(value);
    read = flag.has_value();
  }
  if (!read) surprises.count("value of \"" + std::string(key) + "\" in /cluster/resources");
}

void addTo(ResourceSummary& summary, const ResourceRow& row) {
  const std::string_view type = row.view(Text::kType);
  if (type == "qemu" || type == "lxc") ++summary.guests;
  if (type == "node")
    summary.nodes.push_back({.name = std::string(row.view(Text::kNode)),
                             .status = std::string(row.view(Text::kStatus)),
                             .figures = row.number(Metric::kCpuCount).has_value()});
}

}  // namespace pipevane::proxmox
