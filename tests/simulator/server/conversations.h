// The connections that an address serves, so that all of them can be ended from outside.
#pragma once

#include <mutex>
#include <set>

namespace pipevane::simulator {

// [any] Poco ends connections by TLS's farewell, which the thread that serves one may be in the
// middle of saying; this takes the wire away from below, and the thread sees that it is gone.
class Conversations {
 public:
  void begin(int socket);
  // Before the socket is closed, as its number is another one's from then on.
  void end(int socket);
  // Whoever reads or writes in one of them is told that it has ended.
  void cutAll();

 private:
  std::mutex mutex_;
  std::set<int> sockets_;
};

}  // namespace pipevane::simulator
