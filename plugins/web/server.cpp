#include "plugins/web/server.h"

#include "plugins/web/listen.h"
#include "plugins/web/peer.h"

#include <Poco/Exception.h>

#include <poll.h>

#include <algorithm>

namespace pipevane::web {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

// Who is already there is not kept waiting by who comes.
constexpr int kMostAcceptedAtOnce = 64;
// Out of descriptors, most likely: some connection has to end first.
constexpr auto kAcceptAgainAfter = 100ms;
// For the answers that are under way when the server stops.
constexpr auto kFarewellFor = 1s;

Poco::Net::ServerSocket listening(const ServerAddress& address) {
  Poco::Net::ServerSocket socket = listenAt(address);
  socket.setBlocking(false);
  return socket;
}

int millisecondsUntil(SteadyTime time) {
  const SteadyTime now = steady_clock::now();
  if (time <= now) return 0;
  if (time == SteadyTime::max()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(time - now);
  return static_cast<int>(std::min<std::int64_t>(left.count(), 60'000));
}

}  // namespace

Server::Server(const Host& host, const ServerAddress& address, Router& router, Hub& hub)
    : host_(host),
      handler_(router, hub),
      listening_(listening(address)),
      port_(listening_.address().port()),
      thread_([this] { run(); }) {}

Server::~Server() {
  stop_ = true;
  wake_up_.ring();
  thread_.join();
}

void Server::run() {
  while (!stop_) try {
      round(SteadyTime::max());
    } catch (const std::exception& error) {
      // Nothing a client does leads here, but lack of memory may.
      host_.log(LogLevel::kError, std::string("cannot serve the connections: ") + error.what());
    }
  bidFarewell();
}

void Server::bidFarewell() try {
  endStreams();
  const SteadyTime until = steady_clock::now() + kFarewellFor;
  while (answersAreUnderWay() && steady_clock::now() < until) round(until);
} catch (const std::exception&) {
  // Lack of memory; the connections end all the same.
}

// There is no end of them in time.
void Server::endStreams() {
  connections_.each([](const Connections::Open& open) {
    if (open.connection->streams()) open.connection->breakOff();
  });
}

bool Server::answersAreUnderWay() const {
  bool under_way = false;
  connections_.each([&under_way](const Connections::Open& open) {
    under_way |= !open.connection->waits() && !open.connection->over();
  });
  return under_way;
}

void Server::round(SteadyTime until) {
  wait(until);
  const SteadyTime now = steady_clock::now();
  deliver(now);
  for (const std::uint64_t number : ready_) proceed(number, now);
  connections_.each([now](const Connections::Open& open) { open.connection->expire(now); });
  connections_.sweep([this](Connection& connection) {
    handler_.adopt(connection.takeSocket(), connection.behind(), connection.credentials());
  });
  accept(now);
}

void Server::wait(SteadyTime until) {
  std::vector<pollfd> descriptors = {{wake_up_.descriptor(), POLLIN, 0}};
  std::vector<std::uint64_t> numbers;
  connections_.each([&](const Connections::Open& open) {
    until = std::min(until, open.connection->deadline());
    const short interest = open.connection->interest();
    if (interest == 0 || (stop_ && open.connection->waits())) return;
    descriptors.push_back({open.connection->descriptor(), interest, 0});
    numbers.push_back(open.number);
  });
  if (!stop_ && accept_at_ <= steady_clock::now())
    descriptors.push_back({listening_.impl()->sockfd(), POLLIN, 0});
  else if (!stop_)
    until = std::min(until, accept_at_);
  ::poll(descriptors.data(), descriptors.size(), millisecondsUntil(until));
  if (descriptors[0].revents != 0) wake_up_.heard();
  ready_.clear();
  for (std::size_t i = 0; i < numbers.size(); ++i)
    if (descriptors[i + 1].revents != 0) ready_.push_back(numbers[i]);
}

void Server::accept(SteadyTime now) {
  if (stop_ || now < accept_at_) return;
  for (int i = 0; i < kMostAcceptedAtOnce; ++i)
    if (!acceptOne(now)) return;
}

// False when nobody else waits.
bool Server::acceptOne(SteadyTime now) {
  if (!listening_.poll(Poco::Timespan(), Poco::Net::Socket::SELECT_READ)) return false;
  try {
    connections_.add(std::make_unique<Connection>(
        std::make_unique<Poco::Net::StreamSocket>(listening_.acceptConnection()), now));
    return true;
  } catch (const Poco::TimeoutException&) {
    return false;  // it went away again
  } catch (const Poco::Exception&) {
    accept_at_ = now + kAcceptAgainAfter;
    return false;
  }
}

// Sends what the workers have made.
void Server::deliver(SteadyTime now) {
  std::vector<Made> all;
  {
    const std::lock_guard lock(made_mutex_);
    all.swap(made_);
  }
  for (Made& each : all) {
    Connection* connection = connections_.find(each.connection);
    if (connection == nullptr) continue;
    const std::uint64_t number = each.connection;
    tell(*connection, std::move(each), now);
    proceed(number, now);
  }
}

void Server::tell(Connection& connection, Made made, SteadyTime now) {
  if (auto* piece = std::get_if<Piece>(&made.what)) return connection.goOn(std::move(*piece), now);
  const auto* response = std::get_if<Response>(&made.what);
  if (response == nullptr || (stop_ && response->stream)) return connection.breakOff();
  connection.answer(*response, now);
}

void Server::proceed(std::uint64_t number, SteadyTime now) {
  Connection* connection = connections_.find(number);
  if (connection == nullptr || (stop_ && connection->waits())) return;
  if (auto request = connection->proceed(now)) work(number, *std::move(request));
  if (auto stream = connection->hungry()) feed(number, *connection, std::move(stream));
}

void Server::work(std::uint64_t number, Request request) {
  const std::string peer = peerOf(request.peer);
  workers_.add(peer, [this, number, asked = std::move(request)] {
    hand({number, handler_.answer(asked)});
  });
}

// One piece after the other, each of them in its turn among what others ask.
void Server::feed(std::uint64_t number, const Connection& connection,
                  std::shared_ptr<Body> stream) {
  workers_.add(peerOf(connection.address()),
               [this, number, made_by = std::move(stream)] { hand(pieceOf(number, *made_by)); });
}

Server::Made Server::pieceOf(std::uint64_t number, Body& stream) const {
  try {
    return {number, stream.next()};
  } catch (const std::exception& error) {
    host_.log(LogLevel::kWarn, std::string("An answer was broken off: ") + error.what());
    return {number, BrokenOff{}};
  }
}

void Server::hand(Made made) {
  {
    const std::lock_guard lock(made_mutex_);
    made_.push_back(std::move(made));
  }
  wake_up_.ring();
}

}  // namespace pipevane::web
