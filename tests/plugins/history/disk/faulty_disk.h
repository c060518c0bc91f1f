// A disk that hangs, or cannot be read, as SQLite sees it, while the test says so.
#pragma once

#include <sqlite3.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <stdexcept>

namespace pipevane::history {

// One at a time. Files that are opened while it is there go through it for as long as they are
// open.
class FaultyDisk {
 public:
  FaultyDisk() {
    State& all = state();
    if (all.real == nullptr) {
      all.real = sqlite3_vfs_find(nullptr);
      all.vfs = *all.real;
      all.vfs.zName = "faulty";
      all.vfs.xOpen = open;
    }
    if (sqlite3_vfs_register(&all.vfs, 1) != SQLITE_OK) throw std::runtime_error("no such disk");
  }
  ~FaultyDisk() {
    heal();
    sqlite3_vfs_unregister(&state().vfs);
    sqlite3_vfs_register(state().real, 1);
  }
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  // Whoever writes or syncs waits until it heals.
  void hang() { set(true, false); }
  void failToRead() { set(false, true); }
  void heal() { set(false, false); }
  // Until somebody waits.
  void awaitHang() {
    std::unique_lock lock(state().mutex);
    state().changed.wait(lock, [] { return state().waiting > 0; });
  }

 private:
  struct State {
    sqlite3_vfs* real = nullptr;
    sqlite3_vfs vfs{};
    std::mutex mutex;
    // In place of those of the files, which differ in how they lock and not in what is called.
    std::map<const sqlite3_io_methods*, sqlite3_io_methods> methods;
    sqlite3_io_methods real_methods{};
    std::condition_variable changed;
    bool hangs = false, unreadable = false;
    int waiting = 0;
  };
  // As long as the process: a thread that hangs outlives the test.
  static State& state() {
    static State& all = *new State;
    return all;
  }
  static void set(bool hangs, bool unreadable) {
    const std::lock_guard lock(state().mutex);
    state().hangs = hangs;
    state().unreadable = unreadable;
    state().changed.notify_all();
  }
  static void passHang() {
    State& all = state();
    std::unique_lock lock(all.mutex);
    if (!all.hangs) return;
    ++all.waiting;
    all.changed.notify_all();
    all.changed.wait(lock, [&all] { return !all.hangs; });
    --all.waiting;
  }

  static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
    State& all = state();
    const int result = all.real->xOpen(all.real, name, file, flags, out);
    if (result != SQLITE_OK || file->pMethods == nullptr) return result;
    const std::lock_guard lock(all.mutex);
    if (all.methods.empty()) all.real_methods = *file->pMethods;
    const auto [known, is_new] = all.methods.try_emplace(file->pMethods, *file->pMethods);
    if (is_new) {
      known->second.xRead = read;
      known->second.xWrite = write;
      known->second.xSync = sync;
    }
    file->pMethods = &known->second;
    return result;
  }
  static int read(sqlite3_file* file, void* into, int count, sqlite3_int64 at) {
    {
      const std::lock_guard lock(state().mutex);
      if (state().unreadable) return SQLITE_IOERR_READ;
    }
    return state().real_methods.xRead(file, into, count, at);
  }
  static int write(sqlite3_file* file, const void* from, int count, sqlite3_int64 at) {
    passHang();
    return state().real_methods.xWrite(file, from, count, at);
  }
  static int sync(sqlite3_file* file, int flags) {
    passHang();
    return state().real_methods.xSync(file, flags);
  }
};

}  // namespace pipevane::history
