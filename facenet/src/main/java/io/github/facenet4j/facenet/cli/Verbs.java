package io.github.facenet4j.facenet.cli;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/**
 * The registry of verbs: adding one is its class and one line here; other modules add theirs as
 * {@link VerbProvider}.
 */
final class Verbs {
  private static final Map<String, Supplier<Verb>> ALL = new LinkedHashMap<>();

  static {
    ALL.put("devices", DevicesCommand::new);
    ALL.put("describe", DescribeCommand::new);
    ALL.put("model", ModelCommand::new);
    ALL.put("detect", DetectCommand::new);
    ALL.put("embed", EmbedCommand::new);
    ALL.put("verify", VerifyCommand::new);
    ALL.put("calibrate", CalibrateCommand::new);
    ALL.put("gallery", GalleryCommand::new);
    ALL.put("identify", IdentifyCommand::new);
    ALL.put("cluster", ClusterCommand::new);
    ALL.put("serve", ServeCommand::new);
    ALL.put("evaluate", EvaluateCommand::new);
    ALL.put("experiment", ExperimentCommand::new);
    ALL.put("plan", PlanCommand::new);
    ALL.put("train", TrainCommand::new);
    ALL.put("report", ReportCommand::new);
    ALL.put("demo", DemoCommand::new);
    ALL.put("check", CheckCommand::new);
    ALL.put("tune", TuneCommand::new);
  }

  private Verbs() {}

  /**
   * The verbs that a command line needs, in the order of the help: the named one alone, because
   * looking at the options of all would slow every start; all of them, those of other modules too,
   * when no verb of this module is named first.
   */
  static Map<String, Supplier<Verb>> neededBy(String... arguments) {
    if (arguments.length > 0 && ALL.containsKey(arguments[0])) {
      return Map.of(arguments[0], ALL.get(arguments[0]));
    }
    Map<String, Supplier<Verb>> all = new LinkedHashMap<>(ALL);
    ServiceLoader.load(VerbProvider.class, Verbs.class.getClassLoader())
        .forEach(provider -> all.put(provider.name(), provider::verb));
    return Collections.unmodifiableMap(all);
  }
}
