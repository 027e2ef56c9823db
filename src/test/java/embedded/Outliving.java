package embedded;

import java.util.concurrent.Callable;

/**
 * Threads that outlive the application under test. A thread holds the context class loader of who started it; were that the
 * application's, no class of it would ever go, a hundred megabytes with each one that a test starts.
 */
public final class Outliving {

    private Outliving() {
    }

    /** Starts what starts them. */
    public static <T> T start(Callable<T> what) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        try {
            return what.call();
        } finally {
            thread.setContextClassLoader(own);
        }
    }
}
