// How a history and its folder on the disk go together.
#include "plugins/history/history.h"

#include <chrono>
#include <filesystem>
#include <utility>

namespace pipevane::history {

void History::start() {
  const std::string data = host_.dataFolder();
  if (data.empty()) return;
  // However it ends.
  struct Loaded {
    History& history;
    ~Loaded() {
      history.locked([this] { history.loading_ = false; });
      history.loaded_.notify_all();
    }
  };
  const Loaded loaded{*this};
  const std::filesystem::path folder =
      std::filesystem::path(data) / "history" / std::string(host_.id());
  std::unique_ptr<DiskStore> disk;
  try {
    disk = opened(folder);
  } catch (const DiskError& error) {
    // What another process keeps there would be lost once it was written over.
    if (error.kind() == DiskError::Kind::kInUse)
      throw Error(std::string("cannot keep the history: ") + error.what() +
                  "; stop that one, or set data_dir to another folder");
    complain(error.what());
  }
  // What went wrong is tried again, and then all that is held has to be written.
  const bool whole = disk == nullptr || foreign_;
  auto keeper = std::make_unique<Keeper>([this, folder] { return emptied(folder); },
                                         std::move(disk), whole, keeperClient(), Keeper::Pace{});
  locked([&] { keeper_ = std::move(keeper); });
}

// The folder with all that is held in it, unless `foreign_`.
std::unique_ptr<DiskStore> History::opened(const std::filesystem::path& folder) {
  const Dictionary dictionary = host_.dictionary();
  if (inherited_ && inherited_->path() == folder) {
    inherited_->goOnWith(dictionary, factsBy(dictionary));
    return std::move(inherited_);
  }
  inherited_.reset();
  // What was taken over is held, and is not there.
  foreign_ = took_over_;
  if (foreign_) return emptied(folder);
  auto disk = std::make_unique<DiskStore>(folder, dictionary, factsBy(dictionary));
  warn(locked([&] { return disk->load(samples_, events_); }));
  return disk;
}

// Nothing that is there is of what is held.
std::unique_ptr<DiskStore> History::emptied(const std::filesystem::path& folder) {
  const Dictionary dictionary = host_.dictionary();
  auto disk = std::make_unique<DiskStore>(folder, dictionary, factsBy(dictionary));
  warn(disk->setAsideAll());
  return disk;
}

void History::warn(const std::vector<std::string>& sentences) const {
  for (const std::string& each : sentences) host_.log(LogLevel::kWarn, each);
}

void History::complain(const std::string& why) {
  complaints_.set(Complaints::kDisk,
                  why.empty() ? why
                              : "cannot keep the history on the disk: " + why +
                                    "; it goes on in memory, which a restart would lose, and is "
                                    "written once that is mended");
}

Keeper::Client History::keeperClient() {
  return {
      .snapshot =
          [this](const std::function<void()>& pending) {
            return locked([&] {
              HistoryImage snapshot{.samples = samples_.image(), .events = {}};
              events_.each([&](const std::string& source, const EventLog::Shared& event) {
                snapshot.events.push_back({source, event});
              });
              pending();
              return snapshot;
            });
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
      .report = [this](const std::string& why) { complain(why); }};
}

void History::awaitLoaded() const {
  constexpr std::chrono::seconds kPatience{3};
  std::unique_lock lock(mutex_);
  loaded_.wait_for(lock, kPatience, [this] { return !loading_; });
}

void History::flush() {
  if (keeper_) keeper_->flush();
}

}  // namespace pipevane::history
