package routes;

import finance.FinanceConfig;
import finance.sales.SalesReportFiles;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.RouteBuilder;
import roles.Role;
import roles.Roles;

/** Writes the files that finance is given each night. One replica, by the tables of Quartz. */
@ApplicationScoped
public class ReportRoutes extends RouteBuilder {

    private final Roles roles;
    private final FinanceConfig finance;
    private final SalesReportFiles sales;

    ReportRoutes(Roles roles, FinanceConfig finance, SalesReportFiles sales) {
        this.roles = roles;
        this.finance = finance;
        this.sales = sales;
    }

    @Override
    public void configure() {
        if (!roles.has(Role.POLL)) {
            return;
        }
        Jobs.tryAgainTheNextTime(this);

        from("quartz:ordersync/sales-report?cron={{ordersync.reports.sales-cron}}&trigger.timeZone=" + finance.zone().getId()
            + Jobs.ONE_AT_A_TIME)
            .routeId("sales-report")
            .process(exchange -> sales.writeNightly());
    }
}
