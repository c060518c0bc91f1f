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
    // What is there now is read once it can be: until then nothing is put in its place. Who took
    // over has more to lose.
    if (!took_over_ && (error.kind() == DiskError::Kind::kInUse || reading_))
      throw Error(std::string("cannot read the history: ") + error.what() +
                  "; mend that, or set data_dir to another folder");
    complain(error.what(), true);
  }
  // Before anything takes the place of what they come from.
  openTiers(folder_ / "tiers");
  // What went wrong is tried again, and then all that is held has to be written.
  const bool whole = disk == nullptr || whole_;
  auto keeper = std::make_unique<Keeper>(gate_, opener(), std::move(disk), whole, keeperClient(),
                                         Keeper::Pace{});
  locked([&] { keeper_ = std::move(keeper); });
}

// The folder with all that is held in it, unless `whole_`.
std::unique_ptr<DiskStore> History::opened() {
  if (inherited_.store && inherited_.store->path() == folder_) {
    whole_ = inherited_.whole;
    const Dictionary dictionary = gate_->dictionary();
    inherited_.store->goOnWith(dictionary, factsBy(dictionary));
    return std::move(inherited_.store);
  }
  inherited_ = {};
  // What was taken over is held, and is not there.
  whole_ = took_over_;
  auto disk = opener()();
  if (whole_) return disk;
  // Nobody waits for the lock meanwhile.
  reading_ = true;
  SampleStore samples(limits_, clusterBy(host_.dictionary()), factsBy(host_.dictionary()));
  samples.keepDeparted(tier_limits_.any());
  EventLog events;
  warn(disk->load(samples, events));
  reading_ = false;
  locked([&] {
    samples_ = std::move(samples);
    events_ = std::move(events);
    evicted_ = samples_.tally().evicted;
  });
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
      .gone =
          [this] {
            warn({"files of the history in \"" + folder_.string() +
                  "\" are gone, as somebody deleted or moved them; all that is held is written "
                  "there again"});
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
