@echo off
rem Sets up what is missing, then checks and runs the whole suite.
cd /d "%~dp0"
where py >nul 2>nul || (echo Python 3.11 or newer is needed, with its "py" launcher.& exit /b 1)
py -3.11 -c "" >nul 2>nul && (set PY=py -3.11) || (set PY=py -3)
%PY% scripts\setup.py --video --pades || exit /b 1
.venv\Scripts\ruff.exe check || exit /b 1
.venv\Scripts\ruff.exe format --check || exit /b 1
.venv\Scripts\mypy.exe || exit /b 1
.venv\Scripts\lint-imports.exe || exit /b 1
.venv\Scripts\pytest.exe --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder %*
