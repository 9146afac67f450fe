// Makes the pages quicker to use. Everything works without it.
export {}
