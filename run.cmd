@echo off
rem Sets up what is missing, then opens the desk with demo data.
cd /d "%~dp0"
where py >nul 2>nul || (echo Python 3.11 or newer is needed, with its "py" launcher.& exit /b 1)
py -3.11 -c "" >nul 2>nul && (set PY=py -3.11) || (set PY=py -3)
%PY% scripts\setup.py || exit /b 1
.venv\Scripts\showroom.exe demo %*
