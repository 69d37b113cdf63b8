c = get_config()  # noqa: F821, Jupyter's own

# Controls become HTML, before a page's first cell.
c.InteractiveShellApp.exec_lines = ["__import__('controls').register()"]
# A kernel warns at each start that it speaks with this machine's own programs in clear text.
c.IPKernelApp.log_level = "ERROR"
