#include "plugins/proxmox/known_fleet.h"

#include "plugins/proxmox/answer_path.h"
#include "plugins/proxmox/node_time_reader.h"
#include "plugins/proxmox/refused.h"

#include <pipevane/error.h>

#include <utility>

namespace pipevane::proxmox {
namespace {

constexpr std::string_view kRoot = "/api2/json";
constexpr std::string_view kList = "/cluster/resources";
constexpr std::string_view kExport = "/cluster/metrics/export";

}  // namespace

KnownFleet::KnownFleet(const Host& host, std::string source, std::string cluster)
    : source_(std::move(source)),
      objects_(host.dictionary()),
      samples_(host.dictionary()),
      resources_(objects_, samples_, surprises_),
      export_(objects_, samples_, surprises_),
      details_(samples_, surprises_),
      list_takeover_(objects_, samples_),
      cluster_entity_(objects_) {
  objects_.setCluster(std::move(cluster));
}

Decoded KnownFleet::decode(const pv_exchange& exchange, const Output& output) {
  std::string_view path = view(exchange.path);
  if (path.substr(0, kRoot.size()) == kRoot) path.remove_prefix(kRoot.size());
  if (view(exchange.method) != "GET") return {};
  if (path == kExport)
    noteExport(exchange);
  else if (!ofOneNode(path))
    clock_.hear(exchange);
  Decoded decoded;
  try {
    decode(path, exchange, output);
  } catch (const Error& error) {
    samples_.collected().clear();
    decoded = {false, "the answer to " + std::string(path) + " " + error.what()};
  }
  document_.giveBack();
  return decoded;
}

void KnownFleet::decode(std::string_view path, const pv_exchange& exchange, const Output& output) {
  const bool good = exchange.status == 200;
  if (ClusterFacts::tells(path)) {
    facts_.hear(path, exchange, document_, surprises_);
    if (path == "/access/permissions")
      good ? resources_.hear(*facts_.permissions()) : resources_.doubtRights();
    if (path == "/cluster/status" && (good || refused(exchange.status))) hearMembers(good);
    if (!good || (path != "/version" && path != "/cluster/status")) return;
    cluster_entity_.describe(facts_);
    pushChanges(exchange.time_ms, output);
  } else if (!(good || tellsOfNode(path)) || !named(exchange)) {
    return;
  } else if (tellsOfNode(path)) {
    decodeNode(path, exchange, output);
  } else if (path == kList) {
    decodeResources(exchange, output);
  } else if (path == kExport) {
    decodeExport(exchange, output);
  }
}

// A member that fails says nothing about the node that is asked for all of them.
void KnownFleet::noteExport(const pv_exchange& exchange) {
  const bool of_the_asked = listed_by_.empty() || view(exchange.host) == listed_by_;
  if (exchange.status == 200 || of_the_asked)
    export_health_.note(exchange.status, namesMembers(view(exchange.query)));
}

void KnownFleet::refresh() {
  objects_.each([](Object& object) { object.attributes.changeAll(); });
}

void KnownFleet::decodeResources(const pv_exchange& exchange, const Output& output) {
  const json::Element data = document_.data(view(exchange.body));
  resources_.hear(data);
  listed_by_ = view(exchange.host);
  const bool export_works = exportWorks();
  const std::int64_t time_ms = listTimeOf(exchange);
  if (!sourceTellsTimes()) list_takeover_.followOurClock(time_ms);
  Draft draft =
      output.begin(time_ms, export_works ? 0 : static_cast<std::uint32_t>(PV_END_OF_CYCLE));
  const auto missed = export_works ? export_.nodes().takeMissed() : std::vector<std::string>();
  for (const std::string& each : missed) list_takeover_.begin(each, time_ms);
  const auto exported = [&](std::string_view node) {
    return export_works && !export_.nodes().byList(node);
  };
  const bool first = after_another_ && !std::exchange(told_after_another_, true);
  if (first) samples_.takeOver(time_ms);
  resources_.apply(data, {time_ms, wholeList(view(exchange.query)), exported}, draft);
  if (first) samples_.endTakeover();
  for (const std::string& each : missed) list_takeover_.end(each, time_ms);
  if (after_another_) tellAll();
  cluster_entity_.tellHidden(resources_.guestsHidden());
  announce(draft);
  endCycle(output);
  samples_.collected().push(output, std::move(draft), time_ms);
  samples_.collected().clear();
  if (export_works) unended_ms_ = time_ms;
}

// Each list begins a cycle, which ends with it or with the figures of all members. What is of some
// of them may be followed by others'.
void KnownFleet::endCycle(const Output& output) {
  if (const auto time_ms = std::exchange(unended_ms_, std::nullopt))
    output.push(output.begin(*time_ms, PV_END_OF_CYCLE));
}

void KnownFleet::decodeExport(const pv_exchange& exchange, const Output& output) {
  export_.apply(view(exchange.body), document_,
                {.now_ms = exchange.time_ms,
                 .source_ms = clock_.timeOf(exchange),
                 .from_ms = startTimeMs(view(exchange.query)),
                 .online = resources_.nodes().namesOnline()},
                facts_.version());
  const bool ends = unended_ms_ && !ofSomeMembers(view(exchange.query));
  if (ends) unended_ms_.reset();
  samples_.collected().push(output, exchange.time_ms, ends);
  samples_.collected().clear();
}

void KnownFleet::name(const std::string& cluster) {
  objects_.setCluster(cluster);
  cluster_entity_.describe(facts_);
}

void KnownFleet::takeOver(const KnownFleet& before) {
  after_another_ = true;
  surprises_ = before.surprises_;
  clock_ = before.clock_;
  facts_ = before.facts_;
  if (facts_.permissions()) resources_.hear(*facts_.permissions());
  resources_.members() = before.resources_.members();
}

void KnownFleet::hearMembers(bool told) {
  told ? resources_.members().hear(facts_.status()) : resources_.members().forget();
}

void KnownFleet::forgetStates(std::int64_t time_ms, const Output& output) {
  objects_.each([](Object& object) {
    if (hasState(object.kind)) object.attributes.set(Attribute::kStatus, "unknown");
  });
  // Totals are of the states, too.
  unended_ms_.reset();
  pushChanges(time_ms, output, PV_END_OF_CYCLE);
}

// Names it, where that is due.
bool KnownFleet::named(const pv_exchange& exchange) {
  if (!cluster().empty()) return true;
  if (!facts_.statusHeard()) return false;
  if (present(exchange.cluster) && exchange.cluster.size > 0)
    name(str(exchange.cluster));
  else
    name(facts_.status().name.empty() ? source_ : facts_.status().name);
  return true;
}

// The usual list is not read twice.
bool KnownFleet::losesNodes(std::string_view list) {
  ListedNodes& nodes = resources_.nodes();
  if (!nodes.mayLoseAny(list)) return false;
  try {
    simdjson::dom::array entries;
    const bool is_list = document_.data(list).get(entries) == simdjson::SUCCESS;
    return is_list && nodes.losesAny(entries);
  } catch (const Error&) {
    return false;
  }
}

std::vector<EntityId> KnownFleet::entities() {
  std::vector<EntityId> all;
  objects_.each([&all](const Object& object) { all.push_back(object.entity); });
  return all;
}

std::size_t KnownFleet::guestsOn(std::string_view node) {
  std::size_t guests = 0;
  objects_.each(
      [&](const Object& object) { guests += isGuest(object.kind) && object.node == node; });
  return guests;
}

// The list's figures have no times of their own. Beside others that have, the source's clock must
// be the only one: in a time of ours they would hide those that follow, or be hidden.
std::int64_t KnownFleet::listTimeOf(const pv_exchange& exchange) const {
  return sourceTellsTimes() ? clock_.timeOf(exchange) : exchange.time_ms;
}

bool KnownFleet::sourceTellsTimes() const {
  return exportWorks() || export_.nodes().completeUntilMs() != kNever;
}

void KnownFleet::decodeNode(std::string_view path, const pv_exchange& exchange,
                            const Output& output) {
  const std::int64_t time_ms = listTimeOf(exchange);
  if (Object* const node = onlineNode(nodeIn(path, "/status")))
    decodeNodeStatus(*node, exchange);
  else if (Object* const of = onlineNode(nodeIn(path, "/rrddata")))
    decodeNodeHistory(*of, exchange);
  else if (const Object* const its = onlineNode(nodeIn(path, "/time")))
    decodeNodeTime(*its, exchange);
  if (samples_.collected().empty()) return;
  samples_.collected().push(output, output.begin(time_ms), time_ms);
  samples_.collected().clear();
}

// Where the export works it tells the same, at the node's own time.
void KnownFleet::decodeNodeStatus(Object& node, const pv_exchange& exchange) {
  if (exportWorks()) return;
  if (exchange.status == 200)
    details_.applyStatus(node, document_.data(view(exchange.body)), listTimeOf(exchange));
  else
    details_.statusFailed(node);
}

// Its rows are in the time of the node that they are about.
void KnownFleet::decodeNodeHistory(Object& node, const pv_exchange& exchange) {
  if (!newestHour(view(exchange.query))) return;
  const std::int64_t told_ms = export_.nodes().newestMs(node.name);
  const std::int64_t now_ms = told_ms == kNever ? clock_.timeOf(exchange) : told_ms;
  if (exchange.status == 200)
    details_.applyHistory(node, document_.data(view(exchange.body)), now_ms);
  else
    details_.historyFailed(node, now_ms);
}

void KnownFleet::decodeNodeTime(const Object& node, const pv_exchange& exchange) {
  if (exchange.status != 200) return;
  const auto time_s = readNodeTime(document_.data(view(exchange.body)));
  export_.nodes().hearClock(node.name, time_s * 1000);
}

// Null where there is none.
Object* KnownFleet::onlineNode(std::string_view name) {
  return resources_.nodes().online(name) ? objects_.find(std::string("node/").append(name))
                                         : nullptr;
}

Arc KnownFleet::arcOf(std::string_view node) {
  const Object* const object = onlineNode(node);
  return object == nullptr ? Arc::kUnknown : details_.arcOf(*object);
}

// What another one said of it is over, once for each. Of a guest of which a list knows no more than
// that it is there, it is still the best that is known.
void KnownFleet::tellAll() {
  objects_.each([](Object& object) {
    if (object.told_all) return;
    if (isGuest(object.kind) && object.attributes.is(Attribute::kStatus, "unknown")) return;
    object.told_all = true;
    object.attributes.changeEvery();
  });
}

void KnownFleet::announce(Draft& draft) {
  objects_.each([&](Object& object) {
    if (!object.attributes.changed()) return;
    object.attributes.takeChanges(attributes_);
    draft.upsert(object.entity, attributes_);
  });
}

void KnownFleet::pushChanges(std::int64_t time_ms, const Output& output, std::uint32_t flags) {
  if (cluster().empty()) return;
  Draft draft = output.begin(time_ms, flags);
  announce(draft);
  output.push(std::move(draft));
}

}  // namespace pipevane::proxmox
