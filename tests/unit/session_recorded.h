/* SPDX-License-Identifier: MIT
 *
 * What the agent told while it was in the simulator's JVM: recorded, plain panels left out. For the session's tests.
 */
#ifndef SESSION_RECORDED_H
#define SESSION_RECORDED_H

static const char recorded_login_live[] =
    "open\t1\n"
    "n\t0\t1\tframe\tse\t380,372,520,280\tjavax.swing.JFrame\tframe0\tIBKR Gateway\n"
    "n\t6\t8\tlabel\tse\t398,387,60,15\tjavax.swing.JLabel\t\tAPI Type\n"
    "n\t6\t9\ttoggle\tsec\t464,382,73,25\tjavax.swing.JToggleButton\tIB API\tIB API\n"
    "n\t6\t10\ttoggle\tse\t543,382,89,25\tjavax.swing.JToggleButton\tFIX CTCI\tFIX CTCI\n"
    "n\t6\t12\tlabel\tse\t398,442,97,15\tjavax.swing.JLabel\t\tTrading Mode\n"
    "n\t6\t13\ttoggle\tsec\t501,437,120,25\tjavax.swing.JToggleButton\tLive Trading\tLive Trading\n"
    "n\t6\t14\ttoggle\tse\t627,437,134,25\tjavax.swing.JToggleButton\tPaper Trading\tPaper Trading\n"
    "n\t7\t17\tlabel\tse\t398,494,72,15\tjavax.swing.JLabel\t\tUsername\n"
    "n\t7\t18\ttext\tsew\t476,492,224,19\tjavax.swing.JTextField\t\t\n"
    "n\t7\t20\tlabel\tse\t398,543,70,15\tjavax.swing.JLabel\t\tPassword\n"
    "n\t7\t21\tsecret\tsew\t474,541,224,19\tjavax.swing.JPasswordField\t\t\n"
    "n\t6\t23\tbutton\tse\t398,590,77,25\tjavax.swing.JButton\tLog In\tLog In\n"
    "end\t1\t23\twhole\n";

static const char recorded_login_paper[] =
    "change\t1\n"
    "n\t0\t1\tframe\tse\t380,372,520,280\tjavax.swing.JFrame\tframe0\tIBKR Gateway\n"
    "n\t6\t8\tlabel\tse\t398,387,60,15\tjavax.swing.JLabel\t\tAPI Type\n"
    "n\t6\t9\ttoggle\tsec\t464,382,73,25\tjavax.swing.JToggleButton\tIB API\tIB API\n"
    "n\t6\t10\ttoggle\tse\t543,382,89,25\tjavax.swing.JToggleButton\tFIX CTCI\tFIX CTCI\n"
    "n\t6\t12\tlabel\tse\t398,442,97,15\tjavax.swing.JLabel\t\tTrading Mode\n"
    "n\t6\t13\ttoggle\tse\t501,437,120,25\tjavax.swing.JToggleButton\tLive Trading\tLive Trading\n"
    "n\t6\t14\ttoggle\tsec\t627,437,134,25\tjavax.swing.JToggleButton\tPaper Trading\tPaper Trading\n"
    "n\t7\t17\tlabel\tse\t398,494,72,15\tjavax.swing.JLabel\t\tUsername\n"
    "n\t7\t18\ttext\tsew\t476,492,224,19\tjavax.swing.JTextField\t\t\n"
    "n\t7\t20\tlabel\tse\t398,543,70,15\tjavax.swing.JLabel\t\tPassword\n"
    "n\t7\t21\tsecret\tsew\t474,541,224,19\tjavax.swing.JPasswordField\t\t\n"
    "n\t6\t23\tbutton\tse\t398,590,123,25\tjavax.swing.JButton\tPaper Log In\tPaper Log In\n"
    "end\t1\t23\twhole\n";

static const char recorded_main_loading[] =
    "open\t24\n"
    "n\t0\t24\tframe\tse\t309,410,663,204\tjavax.swing.JFrame\tframe1\tLoading...\n"
    "n\t6\t31\ttext\tse\t310,432,660,180\tjavax.swing.JTextArea\t\t\n"
    "n\t4\t33\tmenu\tse\t309,410,37,19\tjavax.swing.JMenu\tFile\tFile\n"
    "n\t5\t34\titem\tve\t309,410,0,0\tjavax.swing.JMenuItem\tGateway Logs\tGateway Logs\n"
    "n\t5\t35\titem\tve\t309,410,0,0\tjavax.swing.JMenuItem\tAPI Logs\tAPI Logs\n"
    "n\t5\t36\titem\tve\t309,410,0,0\tjavax.swing.JMenuItem\tGateway Layout/Settings\tGateway Layout/Settings\n"
    "n\t5\t37\titem\tve\t309,410,0,0\tjavax.swing.JMenuItem\tClose\tClose\n"
    "n\t4\t38\tmenu\tse\t346,410,81,19\tjavax.swing.JMenu\tConfigure\tConfigure\n"
    "n\t5\t39\titem\tv\t346,410,0,0\tjavax.swing.JMenuItem\tSettings\tSettings\n"
    "n\t5\t40\titem\tvec\t346,410,0,0\tjavax.swing.JCheckBoxMenuItem\tAutomatic Encryption\tAutomatic Encryption\n"
    "n\t4\t41\tmenu\tse\t427,410,45,19\tjavax.swing.JMenu\tHelp\tHelp\n"
    "n\t5\t42\titem\tve\t427,410,0,0\tjavax.swing.JMenuItem\tAbout Gateway\tAbout Gateway\n"
    "end\t24\t19\twhole\n";

static const char recorded_splash[] =
    "open\t43\n"
    "n\t0\t43\tframe\tse\t460,452,360,120\tjavax.swing.JFrame\tframe2\tAuthenticating...\n"
    "n\t5\t49\tlabel\tse\t472,460,167,15\tjavax.swing.JLabel\t\tstand-in for IB Gateway\n"
    "n\t5\t50\tprogress\tse\t472,475,336,14\tjavax.swing.JProgressBar\t\t0%\n"
    "end\t43\t8\twhole\n";

static const char recorded_last_splash[] =
    "change\t43\n"
    "n\t0\t43\tframe\tse\t460,452,360,120\tjavax.swing.JFrame\tframe2\tStarting application...\n"
    "n\t5\t49\tlabel\tse\t472,460,167,15\tjavax.swing.JLabel\t\tstand-in for IB Gateway\n"
    "n\t5\t50\tprogress\tse\t472,475,336,14\tjavax.swing.JProgressBar\t\t0%\n"
    "end\t43\t8\twhole\n";

static const char recorded_main[] =
    "change\t24\n"
    "n\t0\t24\tframe\tse\t309,410,663,204\tjavax.swing.JFrame\tframe1\tIBKR Gateway\n"
    "n\t6\t31\ttext\tse\t310,432,660,180\tjavax.swing.JTextArea\t\t\n"
    "n\t4\t33\tmenu\tse\t309,410,37,19\tjavax.swing.JMenu\tFile\tFile\n"
    "n\t5\t34\titem\tve\t309,410,0,0\tjavax.swing.JMenuItem\tGateway Logs\tGateway Logs\n"
    "n\t5\t35\titem\tve\t309,410,0,0\tjavax.swing.JMenuItem\tAPI Logs\tAPI Logs\n"
    "n\t5\t36\titem\tve\t309,410,0,0\tjavax.swing.JMenuItem\tGateway Layout/Settings\tGateway Layout/Settings\n"
    "n\t5\t37\titem\tve\t309,410,0,0\tjavax.swing.JMenuItem\tClose\tClose\n"
    "n\t4\t38\tmenu\tse\t346,410,81,19\tjavax.swing.JMenu\tConfigure\tConfigure\n"
    "n\t5\t39\titem\tve\t346,410,0,0\tjavax.swing.JMenuItem\tSettings\tSettings\n"
    "n\t5\t40\titem\tvec\t346,410,0,0\tjavax.swing.JCheckBoxMenuItem\tAutomatic Encryption\tAutomatic Encryption\n"
    "n\t4\t41\tmenu\tse\t427,410,45,19\tjavax.swing.JMenu\tHelp\tHelp\n"
    "n\t5\t42\titem\tve\t427,410,0,0\tjavax.swing.JMenuItem\tAbout Gateway\tAbout Gateway\n"
    "end\t24\t19\twhole\n";

static const char recorded_paper_notice[] =
    "open\t51\n"
    "n\t0\t51\tdialog\tse\t510,471,261,81\tjavax.swing.JDialog\tdialog0\tWarning\n"
    "n\t5\t57\tlabel\tse\t522,479,237,30\tjavax.swing.JLabel\t\t\\nThis is not a brokerage account. This "
    "is a \"paper\" trading account.\n"
    "n\t5\t59\tbutton\tse\t559,522,207,25\tjavax.swing.JButton\tI understand and accept\tI understand and accept\n"
    "end\t51\t9\twhole\n";

static const char recorded_exit[] =
    "open\t60\n"
    "n\t0\t60\tdialog\tse\t520,479,240,66\tjavax.swing.JDialog\tdialog1\tExit\n"
    "n\t5\t66\tlabel\tse\t532,487,216,15\tjavax.swing.JLabel\t\tAre you sure you want to exit?\n"
    "n\t5\t68\tbutton\tse\t638,515,59,25\tjavax.swing.JButton\tYes\tYes\n"
    "n\t5\t69\tbutton\tse\t702,515,53,25\tjavax.swing.JButton\tNo\tNo\n"
    "end\t60\t10\twhole\n";

static const char recorded_shutdown[] =
    "open\t70\n"
    "n\t0\t70\tdialog\tse\t569,491,143,41\tjavax.swing.JDialog\tdialog2\tShutdown progress\n"
    "n\t5\t76\tlabel\tse\t581,499,119,15\tjavax.swing.JLabel\t\tShutting down...\n"
    "end\t70\t8\twhole\n";

static const char recorded_login_failed[] =
    "open\t51\n"
    "n\t0\t51\tdialog\tse\t532,479,216,66\tjavax.swing.JDialog\tdialog0\tLogin failed\n"
    "n\t5\t57\ttext\tse\t544,487,192,15\tjavax.swing.JTextArea\t\tInvalid username or password.\n"
    "n\t5\t59\tbutton\tse\t689,515,54,25\tjavax.swing.JButton\tOK\tOK\n"
    "end\t51\t9\twhole\n";

static const char recorded_unrecognized[] =
    "open\t51\n"
    "n\t0\t51\tdialog\tse\t520,479,240,66\tjavax.swing.JDialog\tdialog0\tUnrecognized Username or Password\n"
    "n\t5\t57\tlabel\tse\t532,487,216,15\tjavax.swing.JLabel\t\tPasswords are case sensitive.\n"
    "n\t5\t59\tbutton\tse\t701,515,54,25\tjavax.swing.JButton\tOK\tOK\n"
    "end\t51\t9\twhole\n";

static const char recorded_too_many[] =
    "open\t51\n"
    "n\t0\t51\tdialog\tse\t0,0,595,66\tjavax.swing.JDialog\tdialog0\tLogin\n"
    "n\t5\t57\ttext\tse\t12,8,571,15\tjavax.swing.JTextArea\t\tToo many failed login attempts. Please wai"
    "t 2 seconds before attempting to re-login again.\n"
    "n\t5\t59\tbutton\tse\t536,36,54,25\tjavax.swing.JButton\tOK\tOK\n"
    "end\t51\t9\twhole\n";

static const char recorded_second_factor[] =
    "open\t51\n"
    "n\t0\t51\tdialog\tse\t501,479,278,66\tjavax.swing.JDialog\tdialog0\tSecond Factor Authentication\n"
    "n\t5\t57\tlabel\tse\t513,487,254,15\tjavax.swing.JLabel\t\tCheck your phone for a notification.\n"
    "n\t5\t59\tbutton\tse\t693,515,81,25\tjavax.swing.JButton\tCancel\tCancel\n"
    "end\t51\t9\twhole\n";

static const char recorded_devices[] =
    "open\t51\n"
    "n\t0\t51\tdialog\tse\t537,467,206,90\tjavax.swing.JDialog\tdialog0\tSecond Factor Authentication\n"
    "n\t5\t57\ttext\tsew\t549,475,182,15\tjavax.swing.JTextArea\t\t\n"
    "n\t5\t58\tlist\tse\t549,490,182,34\tjavax.swing.JList\t\t\n"
    "i\t0\t\tIB Key\n"
    "i\t1\t\tMobile Authenticator app\n"
    "n\t5\t59\tbutton\tse\t549,524,54,25\tjavax.swing.JButton\tOK\tOK\n"
    "end\t51\t9\twhole\n";

static const char recorded_connection_failed[] =
    "open\t51\n"
    "n\t0\t51\tdialog\tse\t446,479,387,66\tjavax.swing.JDialog\tdialog0\tIBKR Gateway\n"
    "n\t5\t57\tlabel\tse\t458,487,363,15\tjavax.swing.JLabel\t\tConnection to server failed: server is no"
    "t available.\n"
    "n\t5\t59\tbutton\tse\t774,515,54,25\tjavax.swing.JButton\tOK\tOK\n"
    "end\t51\t9\twhole\n";

static const char recorded_tws_login[] =
    "open\t1\n"
    "n\t0\t1\tframe\tse\t380,372,520,280\tjavax.swing.JFrame\tframe0\tLogin\n"
    "n\t6\t8\tlabel\tse\t398,382,43,15\tjavax.swing.JLabel\t\tLOGIN\n"
    "n\t6\t10\tlabel\tse\t398,425,97,15\tjavax.swing.JLabel\t\tTrading Mode\n"
    "n\t6\t11\ttoggle\tsec\t501,420,120,25\tjavax.swing.JToggleButton\tLive Trading\tLive Trading\n"
    "n\t6\t12\ttoggle\tse\t627,420,134,25\tjavax.swing.JToggleButton\tPaper Trading\tPaper Trading\n"
    "n\t7\t15\tlabel\tse\t398,469,72,15\tjavax.swing.JLabel\t\tUsername\n"
    "n\t7\t16\ttext\tsew\t476,467,224,19\tjavax.swing.JTextField\t\t\n"
    "n\t7\t18\tlabel\tse\t398,511,70,15\tjavax.swing.JLabel\t\tPassword\n"
    "n\t7\t19\tsecret\tsew\t474,509,224,19\tjavax.swing.JPasswordField\t\t\n"
    "n\t6\t21\tcheck\tse\t398,551,228,23\tjavax.swing.JCheckBox\tUse/store settings on server\tUse/store "
    "settings on server\n"
    "n\t6\t23\tbutton\tse\t398,596,77,25\tjavax.swing.JButton\tLog In\tLog In\n"
    "end\t1\t23\twhole\n";

static const char recorded_tws_main[] =
    "change\t32\n"
    "n\t0\t32\tframe\tse\t309,410,663,204\tjavax.swing.JFrame\tframe2\tDU1234567 Interactive Brokers\n"
    "n\t6\t39\ttext\tse\t310,432,660,180\tjavax.swing.JTextArea\t\tLogged in as DU1234567 (simulated trading)\\n\n"
    "n\t4\t41\tmenu\tse\t309,410,37,19\tjavax.swing.JMenu\tFile\tFile\n"
    "n\t5\t42\titem\tve\t309,410,0,0\tjavax.swing.JMenuItem\tLock Application\tLock Application\n"
    "n\t5\t43\titem\tve\t309,410,0,0\tjavax.swing.JMenuItem\tSave Settings\tSave Settings\n"
    "n\t5\t44\titem\tve\t309,410,0,0\tjavax.swing.JMenuItem\tGlobal Configuration...\tGlobal Configuration...\n"
    "n\t5\t45\titem\tve\t309,410,0,0\tjavax.swing.JMenuItem\tRestart...\tRestart...\n"
    "n\t5\t46\titem\tve\t309,410,0,0\tjavax.swing.JMenuItem\tExit\tExit\n"
    "end\t32\t15\twhole\n";

static const char recorded_configuration[] =
    "open\t72\n"
    "n\t0\t72\tdialog\tse\t420,390,760,420\tjavax.swing.JDialog\tdialog0\tDU1234567 Trader Workstation Configu"
    "ration\n"
    "n\t6\t79\ttree\tse\t422,392,138,380\tjavax.swing.JTree\t\t\n"
    "i\t0\t1o\tConfiguration\n"
    "i\t1\t2\tLock and Exit\n"
    "i\t2\t2o\tAPI\n"
    "i\t3\t3\tSettings\n"
    "i\t4\t3\tPrecautions\n"
    "n\t7\t83\tcheck\tsec\t582,404,110,23\tjavax.swing.JCheckBox\tRead-Only API\tRead-Only API\n"
    "n\t7\t85\tlabel\tse\t582,435,73,15\tjavax.swing.JLabel\t\tSocket port\n"
    "n\t7\t86\ttext\tsew\t661,433,70,19\tjavax.swing.JTextField\t\t\n"
    "n\t7\t88\tlabel\tse\t582,460,120,15\tjavax.swing.JLabel\t\tMaster API client ID\n"
    "n\t7\t89\ttext\tsew\t708,458,70,19\tjavax.swing.JTextField\t\t\n"
    "n\t7\t93\tbutton\tse\t582,512,213,25\tjavax.swing.JButton\tReset API order ID sequence\tReset API order I"
    "D sequence\n"
    "n\t6\t95\tcheck\tve\t576,401,277,23\tjavax.swing.JCheckBox\t\t"
    "Bypass Order Precautions for API Orders\n"
    "n\t6\t96\tcheck\tve\t576,424,277,23\tjavax.swing.JCheckBox\t\t"
    "Bypass Bond warning for API Orders.\n"
    "n\t6\t97\tcheck\tve\t576,447,277,23\tjavax.swing.JCheckBox\t\t"
    "Bypass negative yield to worst confirmation for API Orders.\n"
    "n\t6\t98\tcheck\tve\t576,470,277,23\tjavax.swing.JCheckBox\t\t"
    "Bypass Called Bond warning for API Orders\n"
    "n\t6\t99\tcheck\tve\t576,493,277,23\tjavax.swing.JCheckBox\t\t"
    "Bypass \"same action pair trade\" warning for API orders.\n"
    "n\t6\t100\tcheck\tve\t576,516,277,23\tjavax.swing.JCheckBox\t\t"
    "Bypass price-based volatility risk warning for API Orders.\n"
    "n\t6\t101\tcheck\tve\t576,539,277,23\tjavax.swing.JCheckBox\t\t"
    "Bypass US Stocks market data in shares warning for API Orders\n"
    "n\t6\t102\tcheck\tve\t576,562,277,23\tjavax.swing.JCheckBox\t\t"
    "Bypass Redirect Order warning for Stock API Orders\n"
    "n\t6\t103\tcheck\tve\t576,585,277,23\tjavax.swing.JCheckBox\t\t"
    "Bypass No Overfill Protection precaution for destinations where implied natively.\n"
    "n\t8\t107\tlabel\tve\t596,418,190,15\tjavax.swing.JLabel\t\tSet Auto Log Off Time (HH:MM)\n"
    "n\t8\t108\ttext\tvew\t792,416,59,19\tjavax.swing.JTextField\t\t\n"
    "n\t8\t109\tradio\tve\t857,414,43,23\tjavax.swing.JRadioButton\tAM\tAM\n"
    "n\t8\t110\tradio\tvec\t906,414,43,23\tjavax.swing.JRadioButton\tPM\tPM\n"
    "n\t8\t112\tradio\tvec\t596,443,93,23\tjavax.swing.JRadioButton\tAuto logoff\tAuto logoff\n"
    "n\t8\t113\tradio\tve\t695,443,101,23\tjavax.swing.JRadioButton\tAuto restart\tAuto restart\n"
    "n\t5\t115\tbutton\tse\t971,779,50,25\tjavax.swing.JButton\tOK\tOK\n"
    "n\t5\t116\tbutton\tse\t1026,779,67,25\tjavax.swing.JButton\tApply\tApply\n"
    "n\t5\t117\tbutton\tse\t1098,779,76,25\tjavax.swing.JButton\tCancel\tCancel\n"
    "end\t72\t46\twhole\n";

#endif
