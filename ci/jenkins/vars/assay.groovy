/**
 * Runs the gate and publishes its JUnit file. Failed tests alone make a Jenkins build unstable: the gate's exit code fails it.
 *
 *   assay fixtures: ['Fixtures/flights'], arguments: ['--fail-on', 'warn']
 *
 * A fixture or an argument is one word, whatever stands in it, but for line breaks.
 * The agent has the command `assay` (see ci/docker). Returns the exit code when `failBuild: false`.
 */
def call(Map parameters = [:]) {
    def known = ['fixtures', 'arguments', 'output', 'command', 'failBuild']
    def unknown = parameters.keySet().findAll { !known.contains(it) }
    if (unknown) {
        error "assay: unknown parameter ${unknown.join(', ')}; it takes ${known.join(', ')}"
    }
    def fixtures = words(parameters.fixtures)
    def arguments = words(parameters.arguments)
    if (!fixtures) {
        error "assay: name at least one fixture: assay fixtures: ['Fixtures/flights']"
    }
    if ((fixtures + arguments).any { it.contains('\n') }) {
        error 'assay: a fixture or an argument cannot hold a line break'
    }
    def output = parameters.output ?: 'test-results/assay'
    def meanings = [
        1: 'a check failed',
        2: 'something could not be evaluated',
        64: 'wrong usage, or a manifest that does not parse',
        70: 'an internal error',
        126: 'the command cannot be run',
        127: 'the command is not on the agent',
    ]
    int status = 2
    // One word per line: nothing in a name can be a command.
    withEnv([
        "ASSAY_FIXTURES=${fixtures.join('\n')}",
        "ASSAY_ARGUMENTS=${arguments.join('\n')}",
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
    // Where the command could not start there are no reports, and the build must fail for that reason.
    junit testResults: "${output}/TEST-*.xml", allowEmptyResults: status > 2, keepProperties: true
    archiveArtifacts artifacts: "${output}/**", allowEmptyArchive: true
    if (status != 0 && parameters.failBuild != false) {
        error "Assay ended with ${status}: ${meanings[status] ?: 'ended by a signal'}"
    }
    return status
}

/** One word, or a list of them, as a list of texts. */
private static List<String> words(value) {
    if (value == null) {
        return []
    }
    return (value instanceof Collection ? value : [value]).collect { it.toString() }
}
