// The script a site loads: it reads its own tag.
export {};
