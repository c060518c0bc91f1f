# pipevane_add_plugin(NAME SOURCES...): a plugin, built as NAME.so and ready to be dropped into a plugin folder.
function(pipevane_add_plugin NAME)
  add_library(${NAME} MODULE ${ARGN})
  target_link_libraries(${NAME} PRIVATE pipevane::sdk)
  set_target_properties(${NAME} PROPERTIES
    PREFIX "" CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON POSITION_INDEPENDENT_CODE ON)
endfunction()
