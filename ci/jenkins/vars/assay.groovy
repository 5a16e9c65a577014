/**
 * Runs the gate and publishes its JUnit file. Failed tests alone make a Jenkins build unstable: the gate's exit code fails it.
 *
 *   assay fixtures: ['Fixtures/flights'], arguments: ['--fail-on', 'warn']
 *
 * The agent has the command `assay` (see ci/docker). Returns the exit code when `failBuild: false`.
 */
def call(Map parameters = [:]) {
    def known = ['fixtures', 'arguments', 'output', 'command', 'failBuild']
    def unknown = parameters.keySet().findAll { !known.contains(it) }
    if (unknown) {
        error "assay: unknown parameter ${unknown.join(', ')}; it takes ${known.join(', ')}"
    }
    def fixtures = parameters.fixtures ?: []
    if (!fixtures) {
        error "assay: name at least one fixture: assay fixtures: ['Fixtures/flights']"
    }
    def output = parameters.output ?: 'test-results/assay'
    def meanings = [
        1: 'a check failed',
        2: 'something could not be evaluated',
        64: 'wrong usage, or a manifest that does not parse',
        70: 'an internal error',
    ]
    int status = 2
    // One word per line: nothing in a name can be a command.
    withEnv([
        "ASSAY_FIXTURES=${fixtures.join('\n')}",
        "ASSAY_ARGUMENTS=${(parameters.arguments ?: []).join('\n')}",
        "ASSAY_OUTPUT=${output}",
        "ASSAY_COMMAND=${parameters.command ?: 'assay'}",
    ]) {
        status = sh(label: 'Assay', returnStatus: true, script: '''
            set -f
            IFS='
'
            "$ASSAY_COMMAND" run $ASSAY_FIXTURES $ASSAY_ARGUMENTS --output "$ASSAY_OUTPUT"
        ''')
    }
    junit testResults: "${output}/TEST-*.xml", allowEmptyResults: false, keepProperties: true
    archiveArtifacts artifacts: "${output}/**", allowEmptyArchive: true
    if (status != 0 && parameters.failBuild != false) {
        error "Assay ended with ${status}: ${meanings[status] ?: 'ended by a signal'}"
    }
    return status
}
