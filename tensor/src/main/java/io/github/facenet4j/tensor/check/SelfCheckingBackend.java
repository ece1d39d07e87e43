package io.github.facenet4j.tensor.check;

import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.ConvOps;
import io.github.facenet4j.tensor.spi.ElementwiseOps;
import io.github.facenet4j.tensor.spi.ForwardingBackend;
import io.github.facenet4j.tensor.spi.GemmOps;
import io.github.facenet4j.tensor.spi.MetricOps;
import io.github.facenet4j.tensor.spi.NormOps;
import io.github.facenet4j.tensor.spi.OptimOps;
import io.github.facenet4j.tensor.spi.PoolOps;
import io.github.facenet4j.tensor.spi.Tuning;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A device of which about one op call in n is repeated on the {@code reference} backend with the
 * same operands.
 *
 * <p>A call that disagrees by more than rounding explains throws {@link SelfCheckException}. Which
 * calls are repeated follows from a fixed seed, so a run in one thread repeats the same ones. A
 * repeated call waits for the device, copies its operands to the host before and after, and costs
 * two calls of the oracle. The counters include the copies. Ops may be called from several threads
 * as long as none writes what a repeated call of another reads.
 */
public final class SelfCheckingBackend extends ForwardingBackend {
  private static final long SEED = 2000;

  private final Backend device;
  private final int oneIn;
  private final Backend oracle = Backends.require("reference");
  private final SplittableRandom draws = new SplittableRandom(SEED);
  private final GemmOps gemm;
  private final ConvOps conv;
  private final PoolOps pool;
  private final NormOps norm;
  private final ElementwiseOps elementwise;
  private final MetricOps metric;
  private final OptimOps optim;
  private long checked;

  /**
   * Checks a device.
   *
   * @param device open; closed with this one
   * @param oneIn how many calls there are to a repeated one on average; 1 repeats all
   * @throws IllegalArgumentException when {@code oneIn} is below 1
   */
  public SelfCheckingBackend(Backend device, int oneIn) {
    super(device);
    if (oneIn < 1) {
      throw new IllegalArgumentException(
          "A self-check repeats one op call in n, n at least 1; got n = " + oneIn);
    }
    this.device = device;
    this.oneIn = oneIn;
    gemm = checked(GemmOps.class, device.gemm(), oracle.gemm());
    conv = checked(ConvOps.class, device.conv(), oracle.conv());
    pool = checked(PoolOps.class, device.pool(), oracle.pool());
    norm = checked(NormOps.class, device.norm(), oracle.norm());
    elementwise = checked(ElementwiseOps.class, device.elementwise(), oracle.elementwise());
    metric = checked(MetricOps.class, device.metric(), oracle.metric());
    optim = checked(OptimOps.class, device.optim(), oracle.optim());
  }

  private <T> T checked(Class<T> family, T real, T reference) {
    return family.cast(
        Proxy.newProxyInstance(
            family.getClassLoader(),
            new Class<?>[] {family},
            (proxy, method, arguments) -> {
              if (method.getDeclaringClass() == Object.class) {
                return invoke(method, real, arguments);
              }
              if (!drawn()) {
                return invoke(method, real, arguments);
              }
              RepeatedCall call = new RepeatedCall(device, family, method, arguments);
              long before = device.counters().launches();
              invoke(method, real, arguments);
              call.compare(oracle, before, operands -> invoke(method, reference, operands));
              return null;
            }));
  }

  private synchronized boolean drawn() {
    boolean drawn = draws.nextInt(oneIn) == 0;
    if (drawn) {
      checked++;
    }
    return drawn;
  }

  private static Object invoke(Method method, Object target, Object... arguments) {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException thrown) {
      if (thrown.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      if (thrown.getCause() instanceof Error failed) {
        throw failed;
      }
      throw new IllegalStateException(thrown.getCause());
    } catch (IllegalAccessException impossible) {
      throw new IllegalStateException("The contract's methods are public", impossible);
    }
  }

  /** Op calls that were repeated so far. */
  public synchronized long checkedCalls() {
    return checked;
  }

  @Override
  public GemmOps gemm() {
    return gemm;
  }

  @Override
  public ConvOps conv() {
    return conv;
  }

  @Override
  public PoolOps pool() {
    return pool;
  }

  @Override
  public NormOps norm() {
    return norm;
  }

  @Override
  public ElementwiseOps elementwise() {
    return elementwise;
  }

  @Override
  public MetricOps metric() {
    return metric;
  }

  @Override
  public OptimOps optim() {
    return optim;
  }

  @Override
  public Optional<Tuning> tuning() {
    return device.tuning();
  }

  @Override
  public void close() {
    oracle.close();
    super.close();
  }
}
