// Runs vars/assay.groovy as Jenkins would, with steps of its own in place of Jenkins's: `sh` runs the script for real,
// the others are noted. ci/check-templates starts it.
//
//   groovy try.groovy vars/assay.groovy FIXTURE COMMAND    prints a line for each case; fails at the first wrong one

class BuildFailed extends RuntimeException {
    BuildFailed(String message) { super(message) }
}

/** The steps that the script calls, and what it called. */
abstract class Steps extends Script {
    List calls = []
    Map variables = [:]

    def error(message) { throw new BuildFailed(message.toString()) }

    def withEnv(List pairs, Closure body) {
        pairs.each { pair ->
            def parts = pair.toString().split('=', 2)
            variables[parts[0]] = parts[1]
        }
        body()
    }

    def sh(Map options) {
        def process = new ProcessBuilder('sh', '-xe', '-c', options.script)
        process.environment().putAll(variables)
        process.redirectErrorStream(true)
        def started = process.start()
        started.inputStream.text
        return started.waitFor()
    }

    def junit(Map options) {
        calls << 'junit'
        def folder = new File(options.testResults.toString()).parentFile
        def files = folder.listFiles()?.findAll { it.name ==~ /TEST-.*\.xml/ } ?: []
        if (!files && !options.allowEmptyResults) { throw new BuildFailed('No test report files were found') }
    }

    def archiveArtifacts(Map options) { calls << 'archiveArtifacts' }
}

def (step, fixture, command) = args
def configuration = new org.codehaus.groovy.control.CompilerConfiguration(scriptBaseClass: Steps.name)
def shell = new GroovyShell(this.class.classLoader, new Binding(), configuration)

def attempt = { String name, Map parameters, expected, calls ->
    def script = shell.parse(new File(step))
    def ended
    try {
        ended = script.call([command: command] + parameters)
    } catch (BuildFailed failure) {
        ended = failure.message
    }
    def isRight = expected instanceof String ? ended.toString().contains(expected) : ended == expected
    if (!isRight || script.calls != calls) {
        println "${name}: ended with '${ended}' after ${script.calls}; expected '${expected}' after ${calls}"
        System.exit(1)
    }
    println "${name}: ${ended}"
}

def published = ['junit', 'archiveArtifacts']
attempt('passes', [fixtures: [fixture]], 0, published)
attempt('takes one fixture as a text', [fixtures: "${fixture}"], 0, published)
attempt('fails', [fixtures: [fixture], arguments: ['--fail-on', 'inconclusive', '--check', 'rows.mean.x']],
    'Assay ended with 1: a check failed', published)
attempt('fails, and goes on', [fixtures: [fixture], arguments: ['--check', 'rows.mean.x'], failBuild: false], 1, published)
attempt('a wrong option', [fixtures: [fixture], arguments: ['--nothing'], output: 'other'],
    'Assay ended with 64', published)
attempt('no such fixture', [fixtures: ['no; $(touch jenkins-x)']], 'Assay ended with ', published)
attempt('no command', [fixtures: [fixture], command: 'no-such-command', output: 'none'],
    'Assay ended with 127: the command is not on the agent', published)
attempt('an unknown parameter', [fixture: fixture], 'unknown parameter fixture', [])
attempt('no fixture', [:], 'name at least one fixture', [])
attempt('a line break', [fixtures: ["${fixture}\n--output"]], 'cannot hold a line break', [])
assert !new File('jenkins-x').exists()
