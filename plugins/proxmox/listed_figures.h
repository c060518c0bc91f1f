// Those figures of a list of resources that nothing newer tells. They have no times of their own,
// and the list repeats old ones where it cannot renew them.
#pragma once

#include "plugins/proxmox/figures.h"
#include "plugins/proxmox/list_answer.h"
#include "plugins/proxmox/objects.h"
#include "plugins/proxmox/resource_row.h"
#include "plugins/proxmox/sample_writer.h"

namespace pipevane::proxmox {

class ListedFigures {
 public:
  ListedFigures(Objects& objects, SampleWriter& samples) : objects_(objects), samples_(samples) {}

  void write(Object& object, const ResourceRow& row, bool running, const ListAnswer& answer);
  static void setMemorySource(Object& object, const ResourceRow& row, bool running);

 private:
  void setStale(Object& object, const ResourceRow& row);
  void setHostMemory(Object& object, const ResourceRow& row, const ListAnswer& answer);
  static void noteUptime(Object& object, const ResourceRow& row, const ListAnswer& answer);
  bool frozen(const ResourceRow& row, const Object& object, bool running,
              const ListAnswer& answer) const;

  Objects& objects_;
  SampleWriter& samples_;
  Figures figures_;
};

}  // namespace pipevane::proxmox
