/**
 * Says at the end which tests failed and then passed when they were tried again: they count as passed, and are told so
 * that a defect that comes and goes is seen.
 */
export default class SecondAttempts {
  #tests = []

  onTestCaseResult(test) {
    if (test.diagnostic()?.flaky) this.#tests.push(`${test.module.relativeModuleId}: ${test.fullName}`)
  }

  onTestRunEnd() {
    if (this.#tests.length === 0) return
    console.log(
      `\n${this.#tests.length} tests passed at their second attempt:\n  ${this.#tests.join('\n  ')}`,
    )
  }
}
