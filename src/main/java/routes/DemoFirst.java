package routes;

import demo.Demo;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.apache.camel.quarkus.main.events.BeforeConfigure;

/** Has the demo begin, or not, before there are routes, which are made of the shops that count by then. */
@ApplicationScoped
class DemoFirst {

    private final Demo demo;

    DemoFirst(Demo demo) {
        this.demo = demo;
    }

    void begin(@Observes BeforeConfigure event) {
        demo.start();
    }
}
