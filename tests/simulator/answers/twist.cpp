#include "tests/simulator/answers/twist.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <array>
#include <set>
#include <sstream>
#include <vector>

namespace pipevane::simulator {
namespace {

using Poco::Dynamic::Var;
using Poco::JSON::Array;
using Poco::JSON::Object;

// Without them it is no row of anything.
const std::set<std::string> kFirm = {"id",   "metric", "node",      "status", "storage",
                                     "time", "type",   "timestamp", "upid",   "value",
                                     "vmid", "pool",   "network",   "data"};
const std::set<std::string> kFlags = {"active", "disable", "enabled", "local",
                                      "online", "quorate", "shared",  "template"};

class Twister {
 public:
  explicit Twister(Twist twist) : twist_(twist) {}

  Var operator()(const Var& value) {
    if (value.type() == typeid(Object::Ptr)) return ofObject(value.extract<Object::Ptr>());
    if (value.type() == typeid(Array::Ptr)) return ofArray(value.extract<Array::Ptr>());
    if (twist_ == Twist::kStrings && value.isNumeric() && !value.isBoolean())
      return value.convert<std::string>();
    return value;
  }

 private:
  Var ofArray(Array::Ptr array) {
    bool typed = false;
    for (unsigned i = 0; i < array->size(); ++i) {
      const auto row = array->getObject(i);
      typed = typed || (row && row->has("type") && row->has("status"));
      array->set(i, (*this)(array->get(i)));
    }
    if (twist_ == Twist::kEnums && typed) {
      Object::Ptr unknown = new Object;
      unknown->set("id", "gpu/pve1/0").set("type", "gpu").set("node", "pve1").set("status", "warm");
      array->add(unknown);
    }
    return array;
  }

  Var ofObject(Object::Ptr object) {
    ++rows_;
    for (const std::string& name : object->getNames()) {
      object->set(name, (*this)(object->get(name)));
      if (twist_ == Twist::kBooleans && kFlags.contains(name)) turn(*object, name);
    }
    if (twist_ == Twist::kMissing) takeOne(*object);
    // A guest's and a storage's only: what a node is, is never new, and a task's is free text.
    if (twist_ == Twist::kEnums && object->has("status") && !object->has("upid") &&
        object->optValue<std::string>("type", "") != "node")
      object->set("status", "hibernating");
    if (twist_ == Twist::kFields) {
      Object::Ptr deep = new Object;
      deep->set("nothing", Var()).set("some", Array::Ptr(new Array));
      object->set("brand-new", 3).set("brand-new-deep", deep);
    }
    return object;
  }

  void turn(Object& object, const std::string& name) {
    if (object.getValue<std::string>(name) == "1") {
      const std::array<Var, 3> shapes = {"1", true, 1};
      object.set(name, shapes[trues_++ % shapes.size()]);
      return;
    }
    const std::array<Var, 3> shapes = {"0", false, ""};
    const std::size_t which = falses_++ % (shapes.size() + 1);
    if (which < shapes.size())
      object.set(name, shapes[which]);
    else
      object.remove(name);
  }

  void takeOne(Object& object) {
    std::vector<std::string> loose;
    for (const std::string& name : object.getNames())
      if (!kFirm.contains(name)) loose.push_back(name);
    if (!loose.empty()) object.remove(loose[rows_ % loose.size()]);
  }

  const Twist twist_;
  std::size_t rows_ = 0, trues_ = 0, falses_ = 0;
};

}  // namespace

std::string twisted(const std::string& json, Twist twist) {
  std::ostringstream text;
  Poco::JSON::Stringifier::stringify(Twister(twist)(Poco::JSON::Parser().parse(json)), text);
  return text.str();
}

}  // namespace pipevane::simulator
