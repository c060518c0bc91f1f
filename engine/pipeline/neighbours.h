// What a component asks of the rest of the pipeline.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/log.h"
#include "engine/pipeline/batch_pool.h"
#include "engine/pipeline/dictionary.h"
#include "engine/pipeline/reloader.h"
#include "engine/pipeline/texts.h"

#include <pipevane/abi.h>

#include <memory>
#include <string>

namespace pipevane::pipeline {

class Component;

// [any] Implemented by the pipeline.
class Directory {
 public:
  virtual ~Directory() = default;
  virtual std::size_t countProviders(const char* service) = 0;
  virtual pv_text provider(const char* service, std::size_t index) = 0;
  virtual pv_service acquire(const char* service, pv_text component) = 0;
  virtual void readStatus(void* context, void (*visit)(void*, const pv_pipeline_status*)) = 0;
};

struct Neighbours {
  Clock& clock;
  Log& log;
  Dictionary& dictionary;
  Texts& texts;
  Directory& directory;
  std::shared_ptr<BatchPool> pool;
  std::string share_folder;
  Reloader* reloader;  // may be null
};

}  // namespace pipevane::pipeline
