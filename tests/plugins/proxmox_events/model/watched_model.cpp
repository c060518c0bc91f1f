#include "tests/plugins/proxmox_events/model/watched_model.h"

#include <algorithm>

namespace pipevane::proxmox_events {
namespace {

constexpr std::int64_t kBeginMs = 1'795'000'000'000;
// Who failed rests for a minute, a node's own list for five.
constexpr std::int64_t kMinuteMs = 60'000, kSettledMs = 15 * kMinuteMs;
// One node every three minutes, in a turn that others may have first.
constexpr std::int64_t kLooksMs = 12 * kMinuteMs;

std::string attributeOf(const pv_event& event, std::string_view name) {
  for (std::size_t i = 0; i < event.attribute_count; ++i)
    if (view(event.attributes[i].name) == name) return str(event.attributes[i].value);
  return {};
}

}  // namespace

WatchedModel::WatchedModel(unsigned seed, ModelledCluster::Life life,
                           std::int64_t requests_per_minute)
    : proxmox_((host_.setNow(kBeginMs), host_), seed, life) {
  const proxmox::Token token("monitor@pve!pipevane", "secret");
  for (const std::size_t node : {std::size_t{0}, std::size_t{1}})
    settings_.clients.push_back(
        {.endpoint = {.host = ModelledProxmox::addressOf(node), .port = 8006},
         .token = token,
         .trust = {.fingerprint = {}, .ca_file = {}, .verify = false},
         .timeout_ms = 10'000});
  settings_.look_back_ms = proxmox::events::EventDecoder::kLookBackMs;
  settings_.limits.requests = requests_per_minute > 0
                                  ? requests_per_minute
                                  : usualRequestsPerMinute(settings_.tasks_interval_ms);
  host_.setWanted(PV_ENTITIES | PV_EVENTS);
  life_ = std::make_unique<Life>(host_.host(), settings_, proxmox_);
}

void WatchedModel::runFor(std::int64_t ms) {
  const std::int64_t until_ms = host_.timeMs() + ms;
  while (host_.timeMs() < until_ms && !::testing::Test::HasFailure()) step(until_ms);
}

void WatchedModel::step(std::int64_t until_ms) {
  const auto outcome = life_->watch.step(output_);
  hear();
  const std::int64_t due_ms = life_->watch.dueMs(outcome);
  const std::int64_t wait_ms = std::max<std::int64_t>(due_ms - host_.host().steadyMs(), 1);
  host_.pass(std::min(wait_ms, std::max<std::int64_t>(until_ms - host_.timeMs(), 1)));
  proxmox_.cluster().advanceTo(host_.timeMs());
}

void WatchedModel::restart(std::int64_t after_ms) {
  life_.reset();
  host_.pass(after_ms);
  proxmox_.cluster().advanceTo(host_.timeMs());
  life_ = std::make_unique<Life>(host_.host(), settings_, proxmox_);
  this_time_.clear();
  newest_.clear();
  due_nodes_ = {};
  due_connection_ = {};
}

void WatchedModel::settle() {
  proxmox_.cluster().calmDown();
  for (std::int64_t ms = 0; ms < kSettledMs && !hasAll(); ms += kMinuteMs) runFor(kMinuteMs);
  for (const auto& each : life_->watch.decoder().gaps())
    ADD_FAILURE() << "a gap stays: " << each.node << " " << each.since_s << " " << each.start;
  EXPECT_TRUE(host_.healthy()) << host_.why();
  // What this life has not told itself, as one before it did, it may still find in its next look
  // at each node.
  runFor(kLooksMs);
  const std::uint64_t asked = proxmox_.askedForPages();
  runFor(30'000);
  EXPECT_EQ(proxmox_.askedForPages(), asked) << "what is complete stays so";
  expectAllThatIsRemembered();
}

bool WatchedModel::hasAll() const {
  return host_.healthy() && life_->watch.decoder().gaps().empty() &&
         std::ranges::all_of(proxmox_.cluster().remembered(), [this](const auto& each) {
           const auto told = states_.find(each->upid);
           return told != states_.end() && told->second == each->state();
         });
}

void WatchedModel::expectAllThatIsRemembered() const {
  for (const auto& each : proxmox_.cluster().remembered()) {
    const auto told = states_.find(each->upid);
    ASSERT_NE(told, states_.end()) << each->upid << " was lost";
    EXPECT_EQ(told->second, each->state()) << each->upid;
  }
}

void WatchedModel::hear() {
  for (const Asked& each : proxmox_.takeAsked()) {
    due_nodes_.hear(each);
    asked_.push_back(each);
  }
  for (const auto& batch : host_.pushed())
    for (const pv_event& each : batch.events()) hear(each, batch);
  host_.clearPushed();
  hearOfConnection(host_.timeMs());
  due_nodes_.expectAll(host_.timeMs());
  due_connection_.expectAll(host_.timeMs());
}

void WatchedModel::hear(const pv_event& event, const testing::MadeBatch& batch) {
  const std::string_view type = view(event.type);
  if (type == "task") return hearTask(event, batch);
  if (type == "node")
    return due_nodes_.hearEvent({.node = attributeOf(event, "node"),
                                 .from = attributeOf(event, "from"),
                                 .to = attributeOf(event, "to"),
                                 .change = attributeOf(event, "change"),
                                 .time_ms = batch.timeMs()});
  if (type == "source") return hearSource(event, batch.timeMs() - set_by_ms_);
  ADD_FAILURE() << "nothing of the kind happened: " << str(event.message);
}

// Of what was asked until then.
void WatchedModel::hearOfConnection(std::int64_t until_ms) {
  for (; !asked_.empty() && asked_.front().done_ms <= until_ms; asked_.pop_front())
    due_connection_.hear(asked_.front());
}

void WatchedModel::hearSource(const pv_event& event, std::int64_t told_ms) {
  connection_.emplace_back(str(event.state), told_ms - kBeginMs);
  hearOfConnection(told_ms);
  due_connection_.hearEvent(view(event.state), told_ms);
}

void WatchedModel::hearTask(const pv_event& event, const testing::MadeBatch& batch) {
  const std::string id = str(event.id), state = str(event.state);
  const ModelledTask* const truth = proxmox_.cluster().task(id);
  ASSERT_NE(truth, nullptr) << id << " never was";
  EXPECT_TRUE(this_time_.insert(id + state).second) << id << " was told twice: " << state;
  std::string& told = states_[id];
  if (!told.empty() && told != "running") {
    EXPECT_EQ(told, state) << id << " ended before";
  }
  // Of one that nobody remembers any more it is not known how it ended.
  if (state != "running" && !attributeOf(event, "end_ms").empty()) {
    EXPECT_EQ(state, truth->state()) << id;
  }
  told = state;
  if ((batch.flags() & PV_BACKFILL) != 0) return;
  Newest& newest = newest_[{std::string(host_.dictionary().key(event.entity)), truth->node}];
  const int set_back = state == "running" ? truth->start_set_back : truth->end_set_back;
  if (newest.set_back == set_back) {
    EXPECT_GE(batch.timeMs(), newest.time_ms) << id << " is out of order";
  }
  newest = {batch.timeMs(), set_back};
}

}  // namespace pipevane::proxmox_events
