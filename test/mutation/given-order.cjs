// Jest runs the tests in the order in which they are named, so that the nearest fail first.
module.exports = class {
  sort(tests) {
    return [...tests].sort((a, b) => process.argv.indexOf(a.path) - process.argv.indexOf(b.path))
  }
  cacheResults() {}
}
