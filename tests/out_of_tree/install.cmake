# Installs BUILD into PREFIX, from nothing.
file(REMOVE_RECURSE ${PREFIX})
foreach(component sdk engine)
  execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${PREFIX} --component ${component}
    COMMAND_ERROR_IS_FATAL ANY)
endforeach()
