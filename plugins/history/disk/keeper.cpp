#include "plugins/history/disk/keeper.h"

namespace pipevane::history {

Keeper::Keeper(std::shared_ptr<Gate> gate, Open open, std::unique_ptr<DiskStore> store, State state,
               Client client, Writing::Pace pace)
    : gate_(gate),
      writing_(std::make_shared<Writing>(std::move(gate), std::move(open), std::move(store), state,
                                         std::move(client), pace)),
      thread_([writing = writing_] { writing->run(); }) {}

Keeper::~Keeper() { static_cast<void>(stop()); }

// A thread that waits for the system cannot be ended: it is left, with all that it uses.
Keeper::Rest Keeper::stop() {
  if (!thread_.joinable()) return {};
  const bool ended = writing_->end();
  gate_->shut();
  if (!ended) {
    thread_.detach();
    return {.store = nullptr,
            .state = writing_->unread() ? State::kUnread : State::kWhole,
            .hung = true,
            .missing = writing_->missing()};
  }
  thread_.join();
  auto [store, state] = writing_->rest();
  return {.store = std::move(store), .state = state};
}

}  // namespace pipevane::history
