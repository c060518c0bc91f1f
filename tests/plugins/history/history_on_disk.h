// A history with a folder for data, and what its tests look at.
#pragma once

#include "tests/plugins/history/one_history.h"
#include "tests/plugins/web/temporary_folder.h"

#include <pipevane/inspect.h>

#include <Poco/JSON/Parser.h>
#include <gmock/gmock.h>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::history {

inline constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();
inline constexpr std::int64_t kNowMs = 1'795'000'000'000;

struct OnDisk : OneHistory {
  explicit OnDisk(const std::filesystem::path& data, const testing::GivenOptions& options = {},
                  bool started = true)
      : OneHistory(options, data.string()) {
    if (!started) return;
    EXPECT_EQ(history.start(), PV_OK);
  }

  std::string inspected() {
    std::string json;
    const auto* table = history.service<pv_inspect>(PV_INSPECT);
    table->read(history.serviceSelf(), &json, [](void* context, pv_text text) {
      *static_cast<std::string*>(context) = view(text);
    });
    return json;
  }
  std::int64_t figure(const std::string& name) {
    Poco::JSON::Parser parser;
    return parser.parse(inspected())
        .extract<Poco::JSON::Object::Ptr>()
        ->getValue<std::int64_t>(name);
  }
  std::vector<std::string> eventIds() {
    std::vector<std::string> ids;
    service.events(
        history.serviceSelf(), 0, kForever, 1000, &ids, [](void* context, const pv_event* event) {
          static_cast<std::vector<std::string>*>(context)->push_back(str(event->id) + " " +
                                                                     str(event->state));
        });
    return ids;
  }
};

inline pv_event task(std::string_view id, std::string_view state, EntityId entity) {
  return {.size = sizeof(pv_event),
          .severity = 0,
          .time_ms = kNowMs,
          .entity = entity,
          .id = text(id),
          .type = text("task"),
          .state = text(state),
          .message = text("A backup"),
          .attribute_count = 0,
          .attributes = nullptr};
}

// What a start would find in it: a copy of it is looked at, as the folder is in use.
inline std::vector<double> keptIn(const std::filesystem::path& data,
                                  const testing::GivenOptions& options) {
  const web::TemporaryFolder copy;
  std::filesystem::copy(data, copy.path, std::filesystem::copy_options::recursive);
  OnDisk there(copy.path, options);
  EXPECT_THAT(there.host.logged(), ::testing::IsEmpty());
  return there.ask({there.host.series("lab/vm/7", "cpu")}, 0, kForever)[0].values;
}

}  // namespace pipevane::history
