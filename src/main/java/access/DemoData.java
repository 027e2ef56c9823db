package access;

/** Whether what is shown is made up (package demo), so that the pages say so. */
public interface DemoData {

    boolean isThere();
}
