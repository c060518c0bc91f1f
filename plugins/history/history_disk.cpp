// How a history and its folder on the disk go together.
#include "plugins/history/history.h"

#include <chrono>
#include <filesystem>
#include <utility>

namespace pipevane::history {

void History::start() {
  const std::string data = host_.dataFolder();
  if (data.empty()) {
    inherited_ = {};
    return;
  }
  // However it ends.
  struct Loaded {
    History& history;
    ~Loaded() {
      history.locked([this] { history.loading_ = false; });
      history.loaded_.notify_all();
    }
  };
  const Loaded loaded{*this};
  folder_ = std::filesystem::path(data) / "history" / std::string(host_.id());
  gate_ = std::make_shared<Gate>(host_.dictionary());
  std::unique_ptr<DiskStore> disk;
  try {
    disk = opened();
  } catch (const DiskError& error) {
    // Who took over has something to lose.
    if (!took_over_ && error.kind() == DiskError::Kind::kInUse)
      throw Error(std::string("cannot read the history: ") + error.what() +
                  "; mend that, or set data_dir to another folder");
    // What went wrong is tried again.
    complain(error.what(), true);
  }
  // Before anything takes the place of what they come from.
  openTiers(folder_ / "tiers");
  auto keeper = std::make_unique<Keeper>(gate_, opener(), std::move(disk), state_, keeperClient(),
                                         Keeper::Pace{});
  locked([&] { keeper_ = std::move(keeper); });
}

// The folder, of which `state_` says then how it goes together with what is held.
std::unique_ptr<DiskStore> History::opened() {
  Keeper::Rest inherited = std::exchange(inherited_, {});
  const bool same = took_over_ && inherited_folder_ == folder_;
  if (same && inherited.store) {
    state_ = inherited.state;
    const Dictionary dictionary = gate_->dictionary();
    inherited.store->goOnWith(dictionary, factsBy(dictionary));
    return std::move(inherited.store);
  }
  inherited.store.reset();
  // What was taken over is held, and is not there. What is there is its own where nobody could read
  // it so far, and else of another one.
  const bool unread = !took_over_ || (same && inherited.state == Keeper::State::kUnread);
  state_ = unread ? Keeper::State::kUnread : Keeper::State::kWhole;
  auto disk = opener()();
  if (took_over_) return disk;
  // Nobody waits for the lock meanwhile.
  SampleStore samples(limits_, clusterBy(host_.dictionary()), factsBy(host_.dictionary()));
  samples.keepDeparted(tier_limits_.any());
  EventLog events;
  warn(disk->load(samples, events));
  locked([&] {
    samples_ = std::move(samples);
    events_ = std::move(events);
    evicted_ = samples_.tally().evicted;
  });
  state_ = Keeper::State::kWritten;
  return disk;
}

// The folder, unread: what is in it stays as it is until an image of what is held is there.
Keeper::Open History::opener() const {
  return [folder = folder_, gate = gate_] {
    const Dictionary dictionary = gate->dictionary();
    return std::make_unique<DiskStore>(folder, dictionary, factsBy(dictionary));
  };
}

Keeper::Rest History::endKeeper() {
  if (!keeper_) return {};
  Keeper::Rest rest = keeper_->stop();
  if (rest.hung)
    host_.log(LogLevel::kError,
              "cannot write the history to \"" + folder_.string() +
                  "\" before the end: the disk does not answer; " + std::to_string(rest.missing) +
                  " samples are in memory alone, and are lost unless a reload goes on with them");
  return rest;
}

void History::warn(const std::vector<std::string>& sentences) const {
  for (const std::string& each : sentences) host_.log(LogLevel::kWarn, each);
}

void History::complain(const std::string& why, bool in_memory_alone) {
  if (why.empty()) return complaints_.set(Complaints::kDisk, {});
  complaints_.set(Complaints::kDisk,
                  in_memory_alone
                      ? "cannot keep the history on the disk: " + why +
                            "; it goes on in memory, which a restart would lose, and is written "
                            "once that is mended"
                      : "cannot begin a new file of the history: " + why +
                            "; the one before goes on, and takes longer to be read until that is "
                            "mended");
}

Keeper::Client History::keeperClient() {
  return {
      .snapshot =
          [this](const std::function<void()>& pending) {
            std::shared_ptr<TierKeeper> tiers;
            HistoryImage image = locked([&] {
              tiers = tier_keeper_;
              if (tiers) tiers->cut();
              HistoryImage snapshot{.samples = samples_.image(), .events = {}};
              events_.each([&](const std::string& source, const EventLog::Shared& event) {
                snapshot.events.push_back({source, event});
              });
              pending();
              return snapshot;
            });
            // What is in the image no more is there before the one before it goes.
            if (tiers) tiers->flush();
            return image;
          },
      .mark =
          [this](const std::unordered_map<const std::byte*, std::uint64_t>& marks) {
            locked([&] {
              samples_.eachChunk([&](Chunk& chunk) {
                const auto found = marks.find(chunk.packed().data());
                if (found != marks.end()) chunk.mark = found->second;
              });
              if (tier_keeper_) tier_keeper_->settle();
            });
          },
      .held =
          [this] {
            return locked([this] { return static_cast<std::size_t>(samples_.tally().samples); });
          },
      .report = [this](const std::string& why,
                       bool in_memory_alone) { complain(why, in_memory_alone); },
      .foreign =
          [this](const std::string& aside) {
            warn({"what was in the folder is of another history; it is now in \"" + aside + "\""});
          },
      .empty =
          [this] {
            const Dictionary names = gate_->dictionary();
            ReadHistory found{SampleStore(limits_, clusterBy(names), factsBy(names)), {}};
            found.samples.keepDeparted(tier_limits_.any());
            return found;
          },
      .join =
          [this](ReadHistory found, const std::vector<std::string>& problems) {
            warn(problems);
            const Dictionary names = host_.dictionary();
            found.samples.goOnWith(limits_, clusterBy(names), factsBy(names));
            // What is held may have been written there, before the folder was away.
            const bool goes_on =
                found.samples.dropWhatIsIn(locked([this] { return samples_.image(); }));
            // One that was just made has nothing.
            if (const auto samples = found.samples.tally().samples; samples > 0)
              host_.log(LogLevel::kInfo, "what was in \"" + folder_.string() +
                                             "\" is read: " + std::to_string(samples) +
                                             " samples, beside those that came meanwhile");
            locked([&] {
              found.samples.join(std::move(samples_), goes_on);
              found.events.join(events_);
              samples_ = std::move(found.samples);
              events_ = std::move(found.events);
              read_at_ms_ = samples_.passedMs();
              // As an image that is made from now on has it no more.
              if (tier_keeper_) noteDeparted();
            });
          },
      .gone =
          [this](bool replaced) {
            const std::string folder = "\"" + folder_.string() + "\"";
            warn({replaced
                      ? folder + " is not the folder that it was, as somebody deleted or moved "
                                 "it, or put another one in its place; what is in it now is "
                                 "read, and all that is held is written there"
                      : "files of the history in " + folder +
                            " are gone, as somebody deleted or moved them; all that is held is "
                            "written there again"});
          }};
}

void History::awaitLoaded() const {
  constexpr std::chrono::seconds kPatience{3};
  std::unique_lock lock(mutex_);
  loaded_.wait_for(lock, kPatience, [this] { return !loading_; });
}

void History::flush() {
  if (keeper_) keeper_->flush();
  if (tier_keeper_) tier_keeper_->flush();
}

}  // namespace pipevane::history
