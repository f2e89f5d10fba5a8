from mec.config.cli import main

main()
