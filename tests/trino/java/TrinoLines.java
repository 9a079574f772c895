import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.airlift.units.DataSize;
import io.trino.Session;
import io.trino.execution.warnings.WarningCollector;
import io.trino.operator.Driver;
import io.trino.operator.TaskContext;
import io.trino.operator.TaskStats;
import io.trino.plugin.memory.MemoryConnectorFactory;
import io.trino.spi.TrinoException;
import io.trino.spi.type.TimeZoneKey;
import io.trino.spi.type.Type;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.planner.LogicalPlanner.Stage;
import io.trino.sql.planner.Plan;
import io.trino.sql.planner.plan.OutputNode;
import io.trino.testing.LocalQueryRunner;
import io.trino.testing.MaterializedRow;
import io.trino.testing.NullOutputOperator.NullOutputFactory;
import io.trino.testing.QueryRunner.MaterializedResultWithPlan;
import io.trino.testing.TestingSession;
import io.trino.testing.TestingTaskContext;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Trino in one process, asked by lines of JSON over a socket: {"sql": ..}, {"plan": ..} or {"read": ..} in, one
 * answer a line out.
 *
 * It prints the port it listens on and ends with its standard input, so that it never outlives who started it.
 */
public final class TrinoLines {
    private static final Logger ROOT = Logger.getLogger("");
    private final ObjectMapper json = new ObjectMapper();
    private final Session session;
    private final LocalQueryRunner runner;

    private TrinoLines() {
        session = TestingSession.testSessionBuilder()
                .setCatalog("memory")
                .setSchema("default")
                .setTimeZoneKey(TimeZoneKey.UTC_KEY)
                // Tables are a few rows long: more threads only wait for each other.
                .setSystemProperty("task_concurrency", "1")
                .build();
        runner = LocalQueryRunner.builder(session).build();
        runner.createCatalog("memory", new MemoryConnectorFactory(), Map.of("memory.max-data-per-node", "1GB"));
    }

    public static void main(String[] arguments) throws IOException {
        ROOT.setLevel(Level.SEVERE);
        PrintStream starter = System.out;
        System.setOut(System.err); // libraries print there, and the starter reads one line
        TrinoLines trino = new TrinoLines();
        try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            starter.println(server.getLocalPort());
            starter.flush();
            daemon(() -> trino.accept(server));
            while (System.in.read() >= 0) {
                // Only the end of the input matters.
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(ServerSocket server) {
        try {
            while (true) {
                Socket socket = server.accept();
                daemon(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The process is about to end.
        }
    }

    private void serve(Socket socket) {
        try (socket;
                var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                var answers = new BufferedWriter(new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.write(json.writeValueAsString(answer(json.readTree(line))));
                answers.write('\n');
                answers.flush();
            }
        } catch (IOException gone) {
            // Who asked has left.
        }
    }

    private ObjectNode answer(JsonNode asked) {
        try {
            if (asked.has("read")) {
                return bytesRead(asked.get("read").asText());
            }
            return asked.has("plan") ? stages(asked.get("plan").asText()) : rows(asked.get("sql").asText());
        } catch (Throwable failure) {
            return refusal(failure);
        }
    }

    private ObjectNode stages(String sql) {
        int count = runner.inTransaction(session, inside -> {
            Plan plan = runner.createPlan(inside, sql, Stage.OPTIMIZED_AND_VALIDATED, false, WarningCollector.NOOP);
            return runner.createSubPlans(inside, plan, false).getAllFragments().size();
        });
        return json.createObjectNode().put("stages", count);
    }

    /** Runs the statement; what its scans gave to it, by Trino's own statistics. Its rows go nowhere. */
    private ObjectNode bytesRead(String sql) {
        TaskStats stats = runner.inTransaction(session, inside -> {
            TaskContext task = TestingTaskContext.createTaskContext(
                    runner.getExecutor(), runner.getScheduler(), inside, DataSize.of(1, DataSize.Unit.GIGABYTE));
            List<Driver> drivers = runner.createDrivers(inside, sql, new NullOutputFactory(), task);
            while (!drivers.stream().allMatch(Driver::isFinished)) {
                drivers.stream().filter(driver -> !driver.isFinished()).forEach(driver -> driver.processForNumberOfIterations(1));
            }
            TaskStats found = task.getTaskStats();
            drivers.forEach(Driver::close);
            return found;
        });
        return json.createObjectNode()
                .put("bytes", stats.getRawInputDataSize().toBytes())
                .put("rows", stats.getRawInputPositions());
    }

    private ObjectNode rows(String sql) {
        MaterializedResultWithPlan done = runner.executeWithPlan(session, sql, WarningCollector.NOOP);
        ObjectNode answer = json.createObjectNode();
        ArrayNode columns = answer.putArray("columns");
        if (done.getQueryPlan().getRoot() instanceof OutputNode output) {
            output.getColumnNames().forEach(columns::add);
        }
        ArrayNode types = answer.putArray("types");
        for (Type type : done.getMaterializedResult().getTypes()) {
            types.add(type.getDisplayName());
        }
        ArrayNode rows = answer.putArray("rows");
        for (MaterializedRow row : done.getMaterializedResult()) {
            rows.add(value(row.getFields()));
        }
        return answer;
    }

    /** Lists for arrays and rows, pairs of key and value for maps, text for numbers with a point, dates and bytes. */
    private JsonNode value(Object found) {
        if (found == null || found instanceof Boolean || found instanceof Long || found instanceof Integer) {
            return json.valueToTree(found);
        }
        if (found instanceof MaterializedRow row) {
            return value(row.getFields());
        }
        if (found instanceof List<?> items) {
            ArrayNode list = json.createArrayNode();
            items.forEach(item -> list.add(value(item)));
            return list;
        }
        if (found instanceof Map<?, ?> map) {
            ArrayNode pairs = json.createArrayNode();
            map.forEach((key, item) -> pairs.add(json.createArrayNode().add(value(key)).add(value(item))));
            return pairs;
        }
        return json.getNodeFactory().textNode(found.toString());
    }

    private ObjectNode refusal(Throwable failure) {
        ObjectNode answer = json.createObjectNode();
        answer.put("error", failure instanceof TrinoException known ? known.getErrorCode().getName()
                : failure instanceof ParsingException ? "SYNTAX_ERROR" : failure.getClass().getName());
        return answer.put("message", Optional.ofNullable(failure.getMessage()).orElse(""));
    }
}
