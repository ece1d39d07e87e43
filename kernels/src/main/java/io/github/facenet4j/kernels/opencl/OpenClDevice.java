package io.github.facenet4j.kernels.opencl;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.tensor.spi.DeviceInfo;
import io.github.facenet4j.tensor.spi.DeviceType;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/**
 * One device of one platform: its handles, what it is, and what it allows.
 *
 * @param platform handle
 * @param handle handle
 * @param info as users see it
 * @param limits as kernels see it
 */
record OpenClDevice(
    cl_platform_id platform, cl_device_id handle, DeviceInfo info, DeviceLimits limits) {
  private static final Pattern VERSION = Pattern.compile("OpenCL (\\d+)\\.(\\d+).*");

  static OpenClDevice query(String id, cl_platform_id platform, cl_device_id device) {
    long kind = number(device, CL.CL_DEVICE_TYPE);
    DeviceType type =
        (kind & CL.CL_DEVICE_TYPE_CPU) != 0
            ? DeviceType.CPU
            : (kind & CL.CL_DEVICE_TYPE_GPU) != 0 ? DeviceType.GPU : DeviceType.ACCELERATOR;
    DeviceLimits limits =
        new DeviceLimits(
            text(device, CL.CL_DEVICE_NAME),
            text(device, CL.CL_DRIVER_VERSION),
            type,
            (int) number(device, CL.CL_DEVICE_MAX_COMPUTE_UNITS),
            Math.max(1, (int) number(device, CL.CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT)),
            number(device, CL.CL_DEVICE_MAX_WORK_GROUP_SIZE),
            number(device, CL.CL_DEVICE_LOCAL_MEM_SIZE),
            number(device, CL.CL_DEVICE_GLOBAL_MEM_SIZE),
            number(device, CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE));
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("platform", platformText(platform, CL.CL_PLATFORM_NAME));
    properties.put("platformVersion", platformText(platform, CL.CL_PLATFORM_VERSION));
    properties.put("vendor", text(device, CL.CL_DEVICE_VENDOR));
    properties.put("version", text(device, CL.CL_DEVICE_VERSION));
    properties.put("driver", limits.driver());
    properties.put("computeUnits", String.valueOf(limits.computeUnits()));
    properties.put("clockMHz", String.valueOf(number(device, CL.CL_DEVICE_MAX_CLOCK_FREQUENCY)));
    properties.put("globalMemoryBytes", String.valueOf(limits.globalMemoryBytes()));
    properties.put("maxAllocationBytes", String.valueOf(limits.maxAllocationBytes()));
    properties.put("localMemoryBytes", String.valueOf(limits.localMemoryBytes()));
    properties.put("maxWorkGroupSize", String.valueOf(limits.maxWorkGroupSize()));
    properties.put("floatVectorWidth", String.valueOf(limits.vectorWidth()));
    boolean doubles = number(device, CL.CL_DEVICE_DOUBLE_FP_CONFIG) != 0;
    properties.put("doublePrecision", String.valueOf(doubles));
    String reason = unusable(device, limits, properties.get("version"));
    DeviceInfo info = new DeviceInfo(id, limits.name(), type, reason.isEmpty(), reason, properties);
    return new OpenClDevice(platform, device, info, limits);
  }

  private static String unusable(cl_device_id device, DeviceLimits limits, String version) {
    Matcher parsed = VERSION.matcher(version);
    boolean old =
        parsed.matches()
            && Integer.parseInt(parsed.group(1)) * 10 + Integer.parseInt(parsed.group(2)) < 12;
    String name = "OpenCL device '" + limits.name() + "' ";
    if (old) {
      return name + "offers " + version.strip() + "; OpenCL 1.2 is needed. Update its driver.";
    }
    if (number(device, CL.CL_DEVICE_AVAILABLE) == 0) {
      return name + "reports itself as not available. Check its driver.";
    }
    if (number(device, CL.CL_DEVICE_COMPILER_AVAILABLE) == 0) {
      return name + "has no compiler; kernels are built from source. Install the full driver.";
    }
    if (number(device, CL.CL_DEVICE_ENDIAN_LITTLE) == 0) {
      return name + "is big-endian, which is not supported. Use --device cpu.";
    }
    return "";
  }

  /** A number of up to eight bytes; 0 when the device does not know the question. */
  private static long number(cl_device_id device, int question) {
    long[] value = new long[1];
    CL.clGetDeviceInfo(device, question, Sizeof.cl_long, Pointer.to(value), null);
    return value[0];
  }

  private static String text(cl_device_id device, int question) {
    long[] size = new long[1];
    CL.clGetDeviceInfo(device, question, 0, null, size);
    byte[] bytes = new byte[(int) size[0]];
    CL.clGetDeviceInfo(device, question, bytes.length, Pointer.to(bytes), null);
    return decode(bytes);
  }

  private static String platformText(cl_platform_id platform, int question) {
    long[] size = new long[1];
    CL.clGetPlatformInfo(platform, question, 0, null, size);
    byte[] bytes = new byte[(int) size[0]];
    CL.clGetPlatformInfo(platform, question, bytes.length, Pointer.to(bytes), null);
    return decode(bytes);
  }

  private static String decode(byte[] zeroTerminated) {
    int length = Math.max(0, zeroTerminated.length - 1);
    return new String(zeroTerminated, 0, length, StandardCharsets.UTF_8).strip();
  }
}
